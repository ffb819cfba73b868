package import Calendars
package import JSON
import Rules

/// A decision of a case, to be stored, sent or acted on by the caller.
package enum Effect: Hashable, Sendable {
    /// The clock of an obligation started.
    case opened(Obligation.ID, dueAt: Instant)
    /// An obligation is open, but the starting point of its deadline is unknown.
    case notStarted(Obligation.ID, waitsFor: OpenQuestion)
    /// A corrected fact moved the deadline.
    case moved(Obligation.ID, dueAt: Instant)
    case notice(Notice)
    case verdict(Obligation.ID, Obligation.Verdict)
    /// Somebody waived the obligation.
    case waived(Obligation.ID, by: String)
    /// Somebody moved the case to other rules.
    case replanned(by: String, rulebook: String)
    /// An incident goes on under another one: the same event was reported twice.
    case merged(Incident.ID, into: Incident.ID, by: String?)
    /// A merge was taken back: the incident has a case of its own again.
    case separated(Incident.ID, from: Incident.ID, by: String?)
    /// The basis of the verdict is gone: the obligation is open again.
    case reopened(Obligation.ID)
    /// An unreported occurrence is not due according to the corrected record.
    case revoked(Obligation.ID)
    /// A fault occurred. `about` is an obligation's id, or a rule's if no obligation was opened.
    case fault(about: String, Fault)
    /// A fault no longer applies. `about` is as in `fault`.
    case cleared(about: String, Fault)
}

extension Effect {
    /// The obligation that ended with this effect: its report is no longer expected.
    var ended: Obligation.ID? {
        switch self {
        case .verdict(let id, _), .waived(let id, _), .revoked(let id): id
        case .opened, .notStarted, .moved, .notice, .replanned, .reopened, .fault, .cleared,
            .merged, .separated:
            nil
        }
    }

    /// Returns true if the effect is about one of some obligations.
    func isAbout(_ obligations: Set<Obligation.ID>) -> Bool {
        switch self {
        case .opened(let id, _), .notStarted(let id, _), .moved(let id, _), .verdict(let id, _),
            .waived(let id, _), .reopened(let id), .revoked(let id):
            obligations.contains(id)
        case .notice(let notice): notice.obligation.map(obligations.contains) ?? false
        case .fault(let about, _), .cleared(let about, _):
            obligations.contains(Obligation.ID(about))
        case .replanned, .merged, .separated: false
        }
    }

    /// Returns the output line of the effect, as specified in design chapter 9, with facts in the
    /// words of a language; without one, in their stored form, for the journal.
    package func json(
        of incident: Incident.ID, at now: Instant, in words: (any FaultWording)? = nil
    ) -> JSON {
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
            line["waitsFor"] = words.map { .string($0.text(waitsFor)) } ?? waitsFor.json
        case .moved(let id, let dueAt):
            about("moved", id.text)
            line["dueAt"] = .string(dueAt.rfc3339)
        case .notice(let notice):
            about("notice", notice.obligation?.text)
            Self.write(notice, to: &line, words)
        case .verdict(let id, let verdict):
            about("verdict", id.text)
            line["verdict"] = .string(verdict.name)
            if case .late(let by) = verdict.outcome { line["lateBy"] = .string(by.iso8601) }
            if let report = verdict.report { line["report"] = .string(report.text) }
        case .waived(let id, let by):
            about("waived", id.text)
            line.state([:], by: by)
        case .replanned(let by, let rulebook):
            about("replanned", nil)
            line.state(["rules": rulebook], by: by)
        case .merged(let id, let other, let by):
            about("merged", nil)
            line.state(["merged": id.text, "into": other.text], by: by)
        case .separated(let id, let other, let by):
            about("separated", nil)
            line.state(["separated": id.text, "from": other.text], by: by)
        case .reopened(let id): about("reopened", id.text)
        case .revoked(let id): about("revoked", id.text)
        case .fault(let subject, let fault):
            about("fault", subject)
            Self.write(fault, to: &line, words)
        case .cleared(let subject, let fault):
            about("cleared", subject)
            Self.write(fault, to: &line, words)
        }
        return .object(line)
    }

    private static func written(_ detail: FaultDetail, _ words: (any FaultWording)?) -> JSON {
        words.map { .string($0.text(detail)) } ?? detail.json
    }

    private static func write(
        _ fault: Fault, to line: inout JSONObject, _ words: (any FaultWording)?
    ) {
        line["fault"] = .string(fault.kind.rawValue)
        line["detail"] = written(fault.detail, words)
    }

    private static func write(
        _ notice: Notice, to line: inout JSONObject, _ words: (any FaultWording)?
    ) {
        if let last = notice.steps.last { line["step"] = .number(.integer(Int64(last))) }
        if notice.steps.count > 1 {
            line["steps"] = .array(notice.steps.map { .number(.integer(Int64($0))) })
        }
        line["to"] = .string(notice.to.description)
        line["channel"] = .string(notice.channel.text)
        if let address = notice.address { line["address"] = .string(address) }
        line["reason"] = .string(notice.reason.rawValue)
        line["detail"] = notice.detail.map { written($0, words) }
    }
}

extension JSONObject {
    /// Adds texts in their order, and the person if there is one.
    fileprivate mutating func state(
        _ texts: KeyValuePairs<String, String>, by person: String? = nil
    ) {
        for (name, text) in texts { self[name] = .string(text) }
        self["by"] = person.map(JSON.string) ?? self["by"]
    }
}
