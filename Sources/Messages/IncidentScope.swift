import Calendars
import Cases
import Deliveries
import Rules

/// The incident, the reader and the instant on which the texts of a message depend.
///
/// A class with constants alone, so that handing it on copies nothing.
final class IncidentScope: Sendable {
    let incident: Case
    let recipients: [Recipient]
    let reader: Reader
    let now: Instant
    let rulebook: Rulebook

    init(
        incident: Case, recipients: [Recipient], reader: Reader, now: Instant, rulebook: Rulebook
    ) {
        self.incident = incident
        self.recipients = recipients
        self.reader = reader
        self.now = now
        self.rulebook = rulebook
    }

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
            let units = phrases.anyOf(obligation.awaiting.map(rulebook.name(of:)))
            let name = stage(of: obligation).map { phrases.stage($0, of: units) } ?? units
            if !names.contains(name) { names.append(name) }
        }
        return phrases.allOf(names)
    }

    /// Returns the stage to be named by reports for an obligation, as its unit awaits several; nil
    /// if the unit awaits one.
    private func stage(of obligation: Obligation) -> String? {
        guard let rule = rulebook.rule(obligation.rule),
            let own = rule.obligations.first(where: { $0.name == obligation.name }),
            rule.areStagesNamed
        else { return nil }
        let stages = rulebook.stagesToName(of: rule, from: obligation.owing)
        guard obligation.awaiting.contains(where: { stages[$0] != nil }) else { return nil }
        return own.stage
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
        let roles = Set(recipients.map { rulebook.role(of: $0, in: obligation) })
        return roles.count == 1 ? roles.first ?? .other : .other
    }

    /// The forms of a report by phone.
    private static let verbalForms = ["verbal", "phone", "oral", "口头", "电话"]

    /// Returns true if the rule of an obligation takes a report by phone before the written one.
    func isVerbalFirst(_ obligation: Obligation) -> Bool {
        guard let rule = rulebook.rule(obligation.rule), rule.isVerbalFirst else { return false }
        let forms = rule.obligations.first { $0.name == obligation.name }?.forms
        return forms?.contains(where: Self.verbalForms.contains) ?? true
    }

    /// Returns true if a step of an unmet obligation notified one of the recipients or may still do
    /// so.
    func concerns(_ obligation: Obligation) -> Bool {
        incident.concerns(recipients, obligation, at: now, by: rulebook)
    }
}
