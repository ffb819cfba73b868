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
        phrases.titled(phrases.shortTime(reader.zone.civil(at: instant)), [reader.zone.name])
    }

    /// Returns the name of a person whom a record names by the name of a contact.
    func person(_ text: String) -> String { rulebook.name(ofPerson: text) }

    func name(of unit: Unit.ID) -> String { rulebook.name(of: unit) }

    /// Returns the awaiting units of some obligations as one text.
    func awaiting(_ obligations: [Obligation]) -> String {
        var names: [String] = []
        for obligation in obligations {
            let units = phrases.anyOf(obligation.awaiting.map(rulebook.name(of:)))
            var name = stage(of: obligation).map { phrases.stage($0, of: units) } ?? units
            if let purpose = purpose(of: obligation) { name = phrases.titled(name, [purpose]) }
            if !names.contains(name) { names.append(name) }
        }
        return phrases.allOf(names)
    }

    /// Returns the title of the rule of an obligation that an instruction or a sighting causes,
    /// which a report about the incident itself does not meet.
    private func purpose(of obligation: Obligation) -> String? {
        switch obligation.cause {
        case .instruction, .sighting: rulebook.rule(obligation.rule)?.title
        case .incident, .update, .firing: nil
        }
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

    /// Returns the rule of an obligation within its own; nil if it no longer exists.
    func ruleOf(_ obligation: Obligation) -> ObligationRule? {
        rulebook.rule(obligation.rule)?.obligations.first { $0.name == obligation.name }
    }

    /// Returns the titles of the rule and of the obligation. Their names are for operators, and for
    /// rules without a title.
    func basis(of obligation: Obligation, _ title: String?) -> String {
        let titles = [rulebook.rule(obligation.rule)?.title, title].compactMap(\.self)
        let operators = rulebook.operators(at: now)
        let isForOperators = recipients.allSatisfy(operators.contains)
        let path = titles.isEmpty || isForOperators ? "(\(obligation.path))" : nil
        let said = titles.isEmpty ? nil : titles.joined(separator: " · ")
        return [said, path].compactMap(\.self).joined(separator: " ")
    }

    /// Returns the instruction that an obligation's report answers; nil if it answers none.
    func instruction(of obligation: Obligation) -> Instruction? {
        guard case .instruction(let id) = obligation.cause else { return nil }
        return incident.instructions[id]
    }

    /// Returns the waiver by which an obligation is waived now; nil if it is not.
    func waiver(of obligation: Obligation) -> Relief? {
        guard let person = obligation.waivedBy else { return nil }
        let names = Set(obligation.names)
        return incident.reliefs.last { relief in
            relief.kind == .waiver && relief.by == person && relief.at <= now
                && relief.until.map { $0 > now } ?? true
                && (relief.coversAll || names.contains(relief.obligation))
        }
    }

    /// Returns parties with the period of a bulletin, by its deadline.
    func period(_ parties: String, of obligation: Obligation) -> String {
        guard case .firing(_, let at) = obligation.cause else { return parties }
        let time = phrases.shortTime(reader.zone.civil(at: at))
        var count = 1
        if case .schedule(let schedule) = ruleOf(obligation)?.on { count = schedule.count }
        return phrases.period(parties, time, count: count)
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
