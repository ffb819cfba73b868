package import Calendars
import Rules

extension Case {
    /// Applies records that arrived at the same instant and returns the effects, without running
    /// due escalation steps; `advance` does that.
    ///
    /// Applying a record twice changes nothing. A later version of a record replaces the earlier
    /// one.
    package mutating func receive(
        _ records: [Record], at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        let now = max(now, advancedAt)
        advancedAt = now
        let isKnown = openedAt != nil
        var contexts: [RuleContext] = []
        for record in release(at: now) + records where !hold(record, at: now) {
            contexts += take(record, at: now)
        }
        if !parts.isEmpty {
            refreshScopes()
            if !contexts.isEmpty { contexts = updateContexts(beside: contexts) }
        }
        var effects = isKnown ? [] : tellOfSighting(at: now, by: rules.current)
        effects += letGo(at: now, by: rules)
        effects += open(contexts, at: now, by: rules) + fire(at: now, by: rules)
        effects += reconsider(at: now, by: rules) + mergeUpdates(by: rules)
        for case .replan(let replan) in records.map(\.content) {
            effects += apply(replan, at: now, by: rules)
        }
        noteSpoken(effects, at: now)
        return effects
    }

    /// Removes a record whose file was edited and now names another incident.
    ///
    /// Facts stated by the incident's own records stay: they were stated at the time.
    package mutating func withdraw(
        _ id: Record.ID, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        let now = max(now, advancedAt)
        advancedAt = now
        ahead.removeAll { $0.id == id }
        forget(id)
        refreshScopes()
        return reconsider(at: now, by: rules)
    }

    /// Moves the case to `now` and returns the effects; repeating the call with the same `now`
    /// returns none.
    ///
    /// `away` is a span in which the case was not advanced although it was due.
    package mutating func advance(
        to now: Instant, by rules: PinnedRulebooks, away: Range<Instant>? = nil
    ) -> [Effect] {
        // The wall clock may be set back under us; a case never moves back in time.
        let now = max(now, advancedAt)
        let before = advancedAt
        advancedAt = now
        var effects = away.map { noteAway($0, by: rules) } ?? []
        effects += ahead.first.map { $0.at <= now } ?? false ? receive([], at: now, by: rules) : []
        effects += letGo(at: now, by: rules)
        let owed = fire(at: now, by: rules) + owe(again: now, by: rules)
        // What is judged depends on these instants, without a record of its own.
        let hasPassed =
            (waiversEnding(after: before) + [nextConcealment(after: before)].compactMap(\.self))
            .contains { $0 <= now }
        if !owed.isEmpty || hasPassed { effects += owed + assess(at: now, by: rules) }
        effects += waive(at: now, by: rules) + expire(at: now, by: rules)
        effects += escalate(at: now, by: rules) + sendAdditionalNotices(at: now, by: rules)
        wakeAt = nextInstant(from: now, by: rules)
        noteSpoken(effects, at: now)
        return effects
    }

    /// Remembers the instant of the first notice.
    mutating func noteSpoken(_ effects: [Effect], at now: Instant) {
        guard firstSpokenAt == nil else { return }
        let speaks = effects.contains { if case .notice = $0 { true } else { false } }
        if speaks { firstSpokenAt = now }
    }

    /// Stores the statement of a record. For a record of the incident itself, returns the contexts
    /// it creates or changes.
    private mutating func take(_ record: Record, at now: Instant) -> [RuleContext] {
        let isPart = record.incident != id && parts[record.incident] != nil
        if isPart { homes[record.id] = record.incident }
        switch record.content {
        case .incident(let asOf): return takeFacts(record, asOf: asOf, at: now)
        case .report(let report): reports.keep(report)
        case .acknowledgement(let said): acknowledgements.keep(said)
        case .closure(let closure): closures.keep(closure)
        case .retraction(let retraction): retractions.keep(retraction)
        case .sighting(let sighting):
            sightings.keep(sighting)
            if provisional != nil { openedAt = openedAt ?? now }
        case .instruction(let said): instructions.keep(said)
        case .relief(let relief): reliefs.keep(relief)
        case .finding(let finding): findings.keep(finding)
        case .merge(let merge): merges.keep(merge)
        case .replan, .retry: break
        }
        return []
    }

    /// Stores what a record states about its incident, the case's own or a merged one.
    private mutating func takeFacts(
        _ record: Record, asOf: Instant, at now: Instant
    ) -> [RuleContext] {
        let home = parts[record.incident] == nil ? id : record.incident
        var part =
            parts[home] ?? IncidentPart(openedAt: openedAt, since: since, incident: incident)
        part.openedAt = part.openedAt ?? now
        part.since = [part.since, asOf].compactMap(\.self).min()
        var known = part.incident ?? Incident(id: home, versions: [])
        let states = known.take(
            Incident.Version(asOf: asOf, facts: record.facts, record: record.id.text))
        part.incident = known
        if home == id {
            (openedAt, since, incident) = (part.openedAt, part.since, part.incident)
        } else {
            parts[home] = part
        }
        return states.map {
            RuleContext(facts: $0.facts, record: record.body, asOf: $0.asOf, home: home)
        }
    }

    /// Returns the next instant at which the case has work: never before `now`; nil if there is
    /// none.
    private func nextInstant(from now: Instant, by rules: PinnedRulebooks) -> Instant? {
        var next =
            (additionalNotices.map(\.at) + waiversEnding(after: now) + ahead.prefix(1).map(\.at))
            .min()
        next = [next, nextOwed(after: now, by: rules), nextConcealment(after: now)].compactMap(
            \.self
        ).min()
        for obligation in obligations where obligation.isOpen {
            next = [next, nextInstant(of: obligation, from: now, by: rules)].compactMap(\.self)
                .min()
        }
        return next
    }

    /// Returns the next instant at which an open obligation has a step or ends.
    func nextInstant(
        of obligation: Obligation, from now: Instant, by rules: PinnedRulebooks
    ) -> Instant? {
        let step = timeline(of: obligation, by: rules)?
            .next(after: obligation.escalation, from: now)
        return [step, expiry(of: obligation, by: rules)].compactMap(\.self).min()
    }
}
