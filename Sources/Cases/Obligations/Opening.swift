import Calendars
import JSON
import Rules

extension Case {
    /// Opens the obligations that the rules in force require for the incident, in its current and
    /// in every earlier recorded state: an obligation that arose once stays.
    ///
    /// Existing obligations stay unchanged, under the rulebook that opened them.
    mutating func open(_ contexts: [RuleContext], at now: Instant, by rules: PinnedRulebooks)
        -> [Effect]
    {
        var effects: [Effect] = []
        var answers = RuleAnswers(areCollected: !parts.isEmpty)
        let stated = Dictionary(grouping: contexts) { $0.home ?? id }
        for home in incidents {
            guard let own = stated[home], let last = own.last else { continue }
            for context in own.dropLast() where context.facts != last.facts {
                effects += open(context, isLast: false, &answers, at: now, by: rules)
            }
            effects += open(last, isLast: true, &answers, at: now, by: rules)
        }
        for home in incidents {
            let view = seen(as: home)
            let contexts = view.triggered(by: rules.current)
            let lastSighting = contexts.lastIndex { $0.cause == .sighting }
            for (index, context) in contexts.enumerated() {
                let isLast = context.cause != .sighting || index == lastSighting
                effects += open(
                    context, isLast: isLast && !view.isUnknown, &answers, at: now, by: rules)
            }
        }
        return effects + answers.settled.flatMap { settle(about: $0) }
    }

    /// The contexts of all records of the incidents, each as of its time.
    var updateContexts: [RuleContext] {
        incidents.flatMap { home in
            (incident(at: home)?.updates ?? []).map { version, state in
                RuleContext(facts: state, record: state, asOf: version.asOf, home: home)
            }
        }
    }

    /// Returns some contexts with those of the other merged incidents, so that the rules are
    /// applied to all of them together.
    func updateContexts(beside contexts: [RuleContext]) -> [RuleContext] {
        let homes = Set(contexts.map { $0.home ?? id })
        return contexts + updateContexts.filter { !homes.contains($0.home ?? id) }
    }

    /// The contexts of sightings, instructions and updates. All sightings share one obligation,
    /// timed from the first.
    private func triggered(by rulebook: Rulebook) -> [RuleContext] {
        let seen = sightings.flatMap { sighting in
            states(from: sighting.seenAt).map {
                RuleContext(
                    facts: $0, record: sighting.body, cause: .sighting, at: sighting.seenAt,
                    home: id)
            }
        }
        let said = instructions.map {
            RuleContext(
                facts: facts, record: $0.body, cause: .instruction($0.record), at: $0.at, home: id)
        }
        let updates = rulebook.isTriggeredByUpdates ? incident?.updates ?? [] : []
        let news = updates.compactMap { version, state in
            version.record.map {
                RuleContext(
                    facts: state, record: version.facts, cause: .update(Record.ID($0)),
                    at: version.asOf, home: id)
            }
        }
        return seen + said + news
    }

    /// Returns the facts as they stood at an instant and after each later record, whatever order
    /// they arrived in.
    private func states(from instant: Instant) -> [JSONObject] {
        let updates = incident?.updates ?? []
        let before = updates.last { $0.version.asOf <= instant }?.state
        let first = before ?? provisionalFacts ?? (updates.isEmpty ? facts : nil)
        return [first].compactMap(\.self)
            + updates.filter { $0.version.asOf > instant }.map(\.state)
    }

    /// Opens the obligations of one context. Only the last context reports rules that cannot be
    /// applied.
    private mutating func open(
        _ context: RuleContext, isLast: Bool, _ answers: inout RuleAnswers, at now: Instant,
        by rules: PinnedRulebooks
    ) -> [Effect] {
        let rulebook = rules.current
        let scope = scope(of: context, in: rulebook)
        let began =
            context.at ?? Self.began(context.facts) ?? openedAt(of: context.home ?? id) ?? now
        var effects: [Effect] = []
        for rule in rulebook.rules where rule.inForce.contains(began) {
            let duties = rule.obligations.filter { context.cause.isOpened(by: $0.on) }
            guard !duties.isEmpty else { continue }
            let about = rule.id.text + context.cause.suffix
            switch rule.when?.evaluate(over: scope) ?? .value(true) {
            case .undecidable(let why):
                guard isLast, answers.isOpen(about) else { continue }
                effects += raise(
                    Fault(.undecidable, .undecided(why)), about: about, by: rulebook)
            case .value(let answer):
                if isLast, answers.isDecided(about) { effects += settle(about: about) }
                guard answer.isTruthy else { continue }
                for duty in duties {
                    let about = "\(rule.id)/\(duty.name)\(context.cause.suffix)"
                    let fault = open(duty, of: rule, context, over: scope, at: now, by: rules)
                    guard isLast else { continue }
                    if fault == nil, answers.isDecided(about) { effects += settle(about: about) }
                    // A name that a record has wrong is the record's fault, not the rule's.
                    if let fault, !context.names(fault.detail), answers.isOpen(about) {
                        effects += raise(fault, about: about, by: rulebook)
                    }
                }
            }
        }
        return effects
    }

    /// Opens one obligation of a rule for each reporting and each awaiting unit; returns the reason
    /// why one could not be opened.
    private mutating func open(
        _ duty: ObligationRule, of rule: Rule, _ context: RuleContext, over scope: JSON,
        at now: Instant, by rules: PinnedRulebooks
    ) -> Fault? {
        let owing: [Unit.ID]
        switch duty.owing(of: rule, over: scope, in: rules.current) {
        case .success(let units): owing = units
        case .failure(let fault): return fault
        }
        var missing: [UnitReference: [Unit.ID]] = [:]
        let isOwedByEach = (duty.owes ?? rule.owes)?.isOfEach ?? false
        for unit in owing {
            let awaiting = rules.current.awaiting(duty, from: unit)
            for reference in awaiting.missing { missing[reference, default: []].append(unit) }
            open(
                duty, of: rule, context, to: awaiting.units, owedBy: unit,
                isOwedByEach: isOwedByEach, at: now, by: rules)
        }
        guard !missing.isEmpty else { return nil }
        let details = missing.sorted { $0.key.description < $1.key.description }.map {
            FaultDetail.awaitingMissing($0.key.description, of: $0.value)
        }
        return Fault(.nobody, details.count == 1 ? details[0] : .several(details))
    }

    private mutating func open(
        _ duty: ObligationRule, of rule: Rule, _ context: RuleContext, to units: [[Unit.ID]],
        owedBy owing: Unit.ID, isOwedByEach: Bool, at now: Instant, by rules: PinnedRulebooks
    ) {
        for awaiting in units {
            var new = Obligation(
                rule: rule.id, name: duty.name, awaiting: awaiting,
                rulebook: rules.current.digest, openedAt: now, cause: context.cause,
                occurrence: duty.repeats == nil ? nil : 1, owing: owing,
                isOwedByEach: isOwedByEach)
            let known = obligations.places(ofSeries: new.series).filter {
                obligations[$0].cause == context.cause
            }
            let home = context.home ?? id
            if !parts.isEmpty { (new.owners, new.home) = ([home: owing], home) }
            if known.isEmpty { obligations.append(new) }
            for index in known {
                let isNew = !parts.isEmpty && obligations[index].owners[home] == nil
                guard isNew || isOpen(obligations[index], to: context, by: rules) else { continue }
                if !parts.isEmpty { obligations[index].owners[home] = owing }
                if obligations[index].home ?? id == home { obligations[index].owing = owing }
            }
        }
    }

    /// Returns true if the context was stated by the deadline: a later statement does not move the
    /// responsibility to another unit.
    ///
    /// The time of the statement decides, so that the order of arrival changes nothing.
    private func isOpen(
        _ obligation: Obligation, to context: RuleContext, by rules: PinnedRulebooks
    ) -> Bool {
        let own = seen(as: context.home ?? id)
        guard let asOf = context.asOf,
            case .success(let dueAt)? = own.deadline(of: obligation, by: rules)
        else { return true }
        // The first statement always counts: there is no earlier one.
        return asOf <= dueAt || asOf == own.incident?.updates.first?.version.asOf
    }

    private func openedAt(of home: Incident.ID) -> Instant? {
        home == id ? openedAt : parts[home]?.openedAt
    }

    /// Returns the instant at which the incident began: `occurredAt`, else `discoveredAt`.
    static func began(_ facts: JSONObject) -> Instant? {
        for anchor in [Anchor.occurred, .discovered] {
            if case .instant(let instant) = RecordedTime(of: anchor, in: facts) { return instant }
        }
        return nil
    }

    /// Returns the values visible to conditions.
    func scope(of context: RuleContext, in rulebook: Rulebook) -> JSON {
        var scope: JSONObject = [
            "incident": .object(context.facts), "record": .object(context.record),
        ]
        if let name = context.facts["unit"]?.string, let unit = rulebook.units[Unit.ID(name)] {
            scope["unit"] = .object(unit.facts)
        }
        return .object(scope)
    }
}

extension ObligationRule {
    /// Returns the units that must report according to the facts.
    fileprivate func owing(
        of rule: Rule, over scope: JSON, in rulebook: Rulebook
    ) -> Result<[Unit.ID], Fault> {
        switch when?.evaluate(over: scope) ?? .value(true) {
        case .undecidable(let why): return .failure(Fault(.undecidable, .undecided(why)))
        case .value(let answer): if !answer.isTruthy { return .success([]) }
        }
        switch owes ?? rule.owes {
        case .unit(let unit):
            return .success([unit])
        case .units(let references):
            return .success(rulebook.owing(references))
        case .fact(let condition):
            switch condition.evaluate(over: scope) {
            case .undecidable(let why):
                return .failure(Fault(.undecidable, .responsibilityUndecided(why)))
            case .value(let value):
                guard let name = value.string else {
                    return .failure(Fault(.undecidable, .responsibilityUnsaid))
                }
                let unit = Unit.ID(name)
                guard rulebook.units[unit] != nil else {
                    return .failure(
                        Fault(.nobody, .responsibleUnknown(unit.unknown(in: rulebook))))
                }
                return .success([unit])
            }
        case nil:
            return .failure(Fault(.undecidable, .responsibilityMissing))
        }
    }
}

extension Owing {
    /// True if each of several units must report.
    fileprivate var isOfEach: Bool {
        if case .units = self { true } else { false }
    }
}

extension Case.RuleContext {
    /// Returns true if the facts are about an unknown unit that a record names as its unit.
    fileprivate func names(_ detail: FaultDetail) -> Bool {
        guard case .responsibleUnknown(let name) = detail else { return false }
        return [facts["unit"]?.string, record["unit"]?.string].contains(name.name)
    }
}

extension Obligation.Cause {
    /// Returns true if an obligation with the trigger arises from this cause.
    func isOpened(by trigger: Trigger) -> Bool {
        switch (self, trigger) {
        case (.incident, .incident), (.instruction, .instruction), (.sighting, .sighting),
            (.update, .update):
            true
        default: false
        }
    }
}
