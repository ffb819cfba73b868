package import Calendars
import Rules

extension Case {
    /// The facts as they were at one time, and the record that made them so.
    struct Scene {
        let facts: JSONObject
        let record: JSONObject
    }

    /// Opens what the rules in force say is owed for the incident, as it now is and as it was at
    /// any time of which the records tell: what was owed once stays owed.
    ///
    /// What is owed already stays as it is, under the rulebook that opened it.
    mutating func open(_ scenes: [Scene], at now: Instant, by rules: Rulebooks) -> [Effect] {
        guard let last = scenes.last else { return [] }
        var effects: [Effect] = []
        for scene in scenes.dropLast() where scene.facts != last.facts {
            effects += open(scene, isLast: false, at: now, by: rules.current)
        }
        return effects + open(last, isLast: true, at: now, by: rules.current)
    }

    /// Only the last scene shows whether a rule can be applied now; an earlier one only opens.
    private mutating func open(
        _ scene: Scene, isLast: Bool, at now: Instant, by rulebook: Rulebook
    ) -> [Effect] {
        let scope = scope(of: scene, in: rulebook)
        let began = Self.began(scene.facts) ?? openedAt ?? now
        var effects: [Effect] = []
        for rule in rulebook.rules where rule.inForce.contains(began) {
            switch rule.when?.evaluate(over: scope) ?? .value(true) {
            case .undecidable(let why):
                guard isLast else { continue }
                effects += raise(Fault(.undecidable, why), about: rule.id.text, by: rulebook)
            case .value(let answer):
                if isLast { effects += settle(about: rule.id.text) }
                guard answer.isTruthy else { continue }
                for duty in rule.obligations {
                    let owing = duty.owing(of: rule, over: scope, in: rulebook)
                    let about = "\(rule.id)/\(duty.name)"
                    switch owing {
                    case .success(let unit):
                        if isLast { effects += settle(about: about) }
                        open(duty, of: rule, owedBy: unit, at: now, by: rulebook)
                    case .failure(let fault):
                        if isLast { effects += raise(fault, about: about, by: rulebook) }
                    }
                }
            }
        }
        return effects
    }

    private mutating func open(
        _ duty: ObligationRule, of rule: Rule, owedBy owing: Unit.ID, at now: Instant,
        by rulebook: Rulebook
    ) {
        for awaiting in duty.to {
            let known = obligations.firstIndex {
                $0.rule == rule.id && $0.name == duty.name && $0.awaiting == awaiting
            }
            guard let known else {
                obligations.append(
                    Obligation(
                        rule: rule.id, name: duty.name, awaiting: awaiting,
                        rulebook: rulebook.digest, openedAt: now, owing: owing))
                continue
            }
            // Once it is late or judged, a correction of the unit does not shift the blame.
            let isSettled =
                obligations[known].verdict != nil
                || obligations[known].dueAt.map { $0 < now } ?? false
            if !isSettled { obligations[known].owing = owing }
        }
    }

    /// When the incident began, as far as anybody has said.
    package var began: Instant? { incident.flatMap { Self.began($0.facts) } }

    static func began(_ facts: JSONObject) -> Instant? {
        for anchor in [Anchor.occurred, .discovered] {
            if case .instant(let instant) = Moment(of: anchor, in: facts) { return instant }
        }
        return nil
    }

    /// What conditions see.
    func scope(of scene: Scene, in rulebook: Rulebook) -> JSON {
        var scope: JSONObject = [
            "incident": .object(scene.facts), "record": .object(scene.record),
        ]
        if let name = scene.facts["unit"]?.string, let unit = rulebook.units[Unit.ID(name)] {
            var facts: JSONObject = ["id": .string(name), "name": .string(unit.name)]
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
        var told: Set<Recipient> = []
        return settings.operators.filter { told.insert($0).inserted }.compactMap { person in
            guard let reach = reaches(of: person, via: nil).first else { return nil }
            return .notice(
                Notice(
                    reason: reason, obligation: obligation, steps: [], to: person, via: nil,
                    reach: 0, channel: reach.channel, address: reach.address, dueAt: dueAt,
                    expiresAt: nil, detail: detail))
        }
    }
}
