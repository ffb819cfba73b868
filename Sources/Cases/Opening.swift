import Calendars
import Rules

extension Case {
    /// Opens what the rules in force say is owed for the incident as it is now known.
    ///
    /// What is owed already stays as it is, under the rulebook that opened it.
    mutating func open(after record: Record, at now: Instant, by rules: Rulebooks) -> [Effect] {
        guard let incident else { return [] }
        let rulebook = rules.current
        let scope = scope(of: incident, record: record.body, in: rulebook)
        let began = began(incident) ?? openedAt ?? now
        var effects: [Effect] = []
        for rule in rulebook.rules where rule.inForce.contains(began) {
            switch rule.when?.evaluate(over: scope) ?? .value(true) {
            case .undecidable(let why):
                effects += raise(Fault(.undecidable, why), about: rule.id.text, by: rulebook)
            case .value(let answer):
                effects += settle(about: rule.id.text)
                guard answer.isTruthy else { continue }
                for obligation in rule.obligations {
                    effects += open(obligation, of: rule, scope, at: now, by: rulebook)
                }
            }
        }
        return effects
    }

    private mutating func open(
        _ duty: ObligationRule, of rule: Rule, _ scope: JSON, at now: Instant, by rulebook: Rulebook
    ) -> [Effect] {
        let about = "\(rule.id)/\(duty.name)"
        let owing: Unit.ID
        switch duty.owing(of: rule, over: scope, in: rulebook) {
        case .failure(let fault): return raise(fault, about: about, by: rulebook)
        case .success(let unit): owing = unit
        }
        let effects = settle(about: about)
        for awaiting in duty.to {
            let known = obligations.firstIndex {
                $0.rule == rule.id && $0.name == duty.name && $0.awaiting == awaiting
            }
            if let known {
                obligations[known].owing = owing
            } else {
                obligations.append(
                    Obligation(
                        rule: rule.id, name: duty.name, awaiting: awaiting,
                        rulebook: rulebook.digest, openedAt: now, owing: owing))
            }
        }
        return effects
    }

    /// When the incident began, as far as anybody has said.
    func began(_ incident: Incident) -> Instant? {
        for anchor in [Anchor.occurred, .discovered] {
            if case .instant(let instant) = incident.moment(anchor) { return instant }
        }
        return nil
    }

    /// What conditions see.
    func scope(of incident: Incident, record: JSONObject, in rulebook: Rulebook) -> JSON {
        var scope: JSONObject = [
            "incident": .object(incident.facts), "record": .object(record),
        ]
        if let id = incident.unit, let unit = rulebook.units[id] {
            var facts: JSONObject = ["id": .string(id.text), "name": .string(unit.name)]
            if let parent = unit.parent { facts["parent"] = .string(parent.text) }
            scope["unit"] = .object(facts)
        }
        return .object(scope)
    }

    /// Keeps a fault of a rule in sight and tells the operators, once.
    private mutating func raise(_ fault: Fault, about: String, by rulebook: Rulebook) -> [Effect] {
        guard faults[about] != fault else { return [] }
        let cleared = settle(about: about)
        faults[about] = fault
        let reason: Notice.Reason = fault.kind == .undecidable ? .undecidable : .nobody
        return cleared + [.fault(about: about, fault)]
            + rulebook.operatorNotices(
                reason, about: nil, dueAt: advancedAt, detail: "\(about): \(fault.detail)")
    }

    private mutating func settle(about: String) -> [Effect] {
        guard let fault = faults.removeValue(forKey: about) else { return [] }
        return [.cleared(about: about, fault)]
    }
}

extension Rule.InForce {
    func contains(_ instant: Instant) -> Bool {
        (from.map { $0 <= instant } ?? true) && (until.map { instant < $0 } ?? true)
    }
}

extension ObligationRule {
    /// The unit that must report, for the facts at hand.
    fileprivate func owing(
        of rule: Rule, over scope: JSON, in rulebook: Rulebook
    ) -> Result<Unit.ID, Fault> {
        switch owes ?? rule.owes {
        case .unit(let unit):
            return .success(unit)
        case .fact(let condition):
            switch condition.evaluate(over: scope) {
            case .undecidable(let why):
                return .failure(Fault(.undecidable, "who owes it: \(why)"))
            case .value(let value):
                guard let name = value.string else {
                    return .failure(Fault(.undecidable, "who owes it is not said"))
                }
                let unit = Unit.ID(name)
                guard rulebook.units[unit] != nil else {
                    return .failure(Fault(.nobody, "there is no unit `\(name)` to owe it"))
                }
                return .success(unit)
            }
        case nil:
            return .failure(Fault(.undecidable, "the rule does not say who owes it"))
        }
    }
}

extension Fault: Error {}

extension Rulebook {
    /// Notices to all operators about an obligation, or about a rule.
    func operatorNotices(
        _ reason: Notice.Reason, about obligation: Obligation.ID?, dueAt: Instant, detail: String
    ) -> [Effect] {
        settings.operators.compactMap { person in
            guard let reach = reaches(of: person, via: nil).first else { return nil }
            return .notice(
                Notice(
                    reason: reason, obligation: obligation, steps: [], to: person, via: nil,
                    reach: 0, channel: reach.channel, address: reach.address, dueAt: dueAt,
                    expiresAt: nil, detail: detail))
        }
    }
}
