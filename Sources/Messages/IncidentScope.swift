import Calendars
import Cases
import Deliveries
import Rules

/// The incident, the reader and the instant on which the texts of a message depend.
struct IncidentScope: Sendable {
    let incident: Case
    let recipients: [Recipient]
    let reader: Reader
    let now: Instant
    let rulebook: Rulebook

    var phrases: any Phrasebook { reader.language.phrases }

    /// The sentences for the facts of faults, for the reader.
    var faultPhrases: FaultPhrases {
        let (phrases, zone) = (phrases, reader.zone)
        return FaultPhrases(reader.language, naming: rulebook) {
            phrases.time(zone.civil(at: $0), zone: zone.name)
        }
    }

    func time(_ instant: Instant) -> String {
        phrases.time(reader.zone.civil(at: instant), zone: reader.zone.name)
    }

    func shortTime(_ instant: Instant) -> String {
        phrases.shortTime(reader.zone.civil(at: instant), zone: reader.zone.name)
    }

    func name(of unit: Unit.ID) -> String { rulebook.name(of: unit) }

    /// Returns the awaiting units of some obligations as one text.
    func awaiting(_ obligations: [Obligation]) -> String {
        var names: [String] = []
        for obligation in obligations {
            let name = phrases.anyOf(obligation.awaiting.map(rulebook.name(of:)))
            if !names.contains(name) { names.append(name) }
        }
        return phrases.allOf(names)
    }

    /// Returns the parties of obligations with the same reporting unit, with the verb for their
    /// state.
    func parties(_ obligations: [Obligation], isRevoked: Bool = false) -> String? {
        guard let first = obligations.first else { return nil }
        let (owing, awaiting) = (name(of: first.owing), awaiting(obligations))
        if isRevoked || first.waivedBy != nil { return phrases.needNotReport(owing, awaiting) }
        guard let verdict = first.verdict else { return phrases.mustReport(owing, awaiting) }
        if verdict.outcome == .missed { return phrases.didNotReport(owing, awaiting) }
        let sender = verdict.report.flatMap { incident.report($0) }?.from
        return phrases.reported(sender.map(name) ?? owing, awaiting)
    }

    /// Returns the role that all recipients have in an obligation; `other` if they differ.
    func role(in obligation: Obligation) -> ReaderRole {
        let roles = Set(recipients.map { role(of: $0, in: obligation) })
        return roles.count == 1 ? roles.first ?? .other : .other
    }

    private func role(of recipient: Recipient, in obligation: Obligation) -> ReaderRole {
        func isHolder(in unit: Unit.ID) -> Bool {
            let unit = rulebook.units[unit]
            return [unit?.duty, unit?.leader].compactMap(\.self)
                .contains { rulebook.everybody($0).contains(recipient) }
        }
        if isHolder(in: obligation.owing) { return .owing }
        return obligation.awaiting.contains(where: isHolder) ? .awaiting : .other
    }

    /// The forms of a report by phone.
    private static let verbalForms = ["verbal", "phone", "oral", "口头", "电话"]

    /// Returns true if the rule of an obligation takes a report by phone before the written one.
    func isVerbalFirst(_ obligation: Obligation) -> Bool {
        guard let rule = rulebook.rule(obligation.rule), rule.isVerbalFirst else { return false }
        let forms = rule.obligations.first { $0.name == obligation.name }?.forms
        return forms?.contains(where: Self.verbalForms.contains) ?? true
    }

    /// The obligations of the incident that are unmet, the most pressing first. A missed bulletin
    /// is a matter of its own.
    var unmet: [Obligation] {
        incident.obligations.filter { obligation in
            obligation.isOpen
                || obligation.verdict?.outcome == .missed && incident.subject.bulletin == nil
        }.sorted { left, right in
            let (first, second) = (left.dueAt ?? .distantFuture, right.dueAt ?? .distantFuture)
            return (left.isOpen ? 0 : 1, first) < (right.isOpen ? 0 : 1, second)
        }
    }

    /// Returns true if a step of an unmet obligation notified one of the recipients or may still do
    /// so.
    func concerns(_ obligation: Obligation) -> Bool {
        incident.concerns(recipients, obligation, at: now, by: rulebook)
    }
}

extension Instant {
    /// An instant after every deadline.
    fileprivate static let distantFuture = Instant(seconds: 253_402_300_799)
}
