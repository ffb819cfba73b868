package import Calendars
package import JSON
import Rules

/// What a case decided: to be kept, told and acted on by those who can.
package enum Effect: Hashable, Sendable {
    /// The clock of an obligation runs.
    case opened(Obligation.ID, dueAt: Instant)
    /// An obligation is owed, but what its deadline is counted from is not known.
    case notStarted(Obligation.ID, waitsFor: String)
    /// A corrected fact moved the deadline.
    case moved(Obligation.ID, dueAt: Instant)
    case notice(Notice)
    case verdict(Obligation.ID, Obligation.Verdict)
    /// Somebody let the obligation off.
    case waived(Obligation.ID, by: String)
    /// Somebody put the case under other rules.
    case replanned(by: String, rulebook: String)
    /// What had decided the verdict is gone: the obligation is open again.
    case reopened(Obligation.ID)
    /// An occurrence that nobody reported is not owed by the corrected record.
    case revoked(Obligation.ID)
    /// `about` is an obligation's id, or a rule's where nothing was opened.
    case fault(about: String, Fault)
    case cleared(about: String, Fault)
}

extension Effect {
    /// The obligation that is looked for no longer.
    var ended: Obligation.ID? {
        switch self {
        case .verdict(let id, _), .waived(let id, _), .revoked(let id): id
        case .opened, .notStarted, .moved, .notice, .replanned, .reopened, .fault, .cleared: nil
        }
    }

    /// The line design chapter 9 writes for it.
    package func json(of incident: Incident.ID, at now: Instant) -> JSON {
        var line: JSONObject = ["at": .string(now.rfc3339)]
        func about(_ type: String, _ obligation: String?) {
            line["type"] = .string(type)
            line["incident"] = .string(incident.text)
            if let obligation { line["obligation"] = .string(obligation) }
        }
        switch self {
        case .opened(let id, let dueAt):
            about("opened", id.text)
            line["dueAt"] = .string(dueAt.rfc3339)
        case .notStarted(let id, let waitsFor):
            about("not-started", id.text)
            line["waitsFor"] = .string(waitsFor)
        case .moved(let id, let dueAt):
            about("moved", id.text)
            line["dueAt"] = .string(dueAt.rfc3339)
        case .notice(let notice):
            about("notice", notice.obligation?.text)
            Self.write(notice, to: &line)
        case .verdict(let id, let verdict):
            about("verdict", id.text)
            line["verdict"] = .string(verdict.name)
            if case .late(let by) = verdict.outcome { line["lateBy"] = .string(by.iso8601) }
            if let report = verdict.report { line["report"] = .string(report.text) }
        case .waived(let id, let by):
            about("waived", id.text)
            line["by"] = .string(by)
        case .replanned(let by, let rulebook):
            about("replanned", nil)
            line["by"] = .string(by)
            line["rules"] = .string(rulebook)
        case .reopened(let id):
            about("reopened", id.text)
        case .revoked(let id):
            about("revoked", id.text)
        case .fault(let subject, let fault):
            about("fault", subject)
            line["fault"] = .string(fault.kind.rawValue)
            line["detail"] = .string(fault.detail)
        case .cleared(let subject, let fault):
            about("cleared", subject)
            line["fault"] = .string(fault.kind.rawValue)
            line["detail"] = .string(fault.detail)
        }
        return .object(line)
    }

    private static func write(_ notice: Notice, to line: inout JSONObject) {
        if let last = notice.steps.last { line["step"] = .number(.integer(Int64(last))) }
        if notice.steps.count > 1 {
            line["steps"] = .array(notice.steps.map { .number(.integer(Int64($0))) })
        }
        line["to"] = .string(notice.to.description)
        line["channel"] = .string(notice.channel.text)
        if let address = notice.address { line["address"] = .string(address) }
        line["reason"] = .string(notice.reason.rawValue)
        if !notice.detail.isEmpty { line["detail"] = .string(notice.detail) }
    }
}
