package import Calendars
import Rules

extension Case {
    /// Takes records that came at one moment and returns what follows, but for steps whose time has
    /// come: see `advance`.
    ///
    /// A record taken twice changes nothing; a later version of one takes its place.
    package mutating func receive(
        _ records: [Record], at now: Instant, by rules: Rulebooks
    ) -> [Effect] {
        let now = max(now, advancedAt)
        advancedAt = now
        var contexts: [RuleContext] = []
        for record in records { contexts += take(record, at: now) }
        var effects = open(contexts, at: now, by: rules) + fire(at: now, by: rules)
        effects += reconsider(at: now, by: rules)
        for case .replan(let replan) in records.map(\.content) {
            effects += apply(replan, at: now, by: rules)
        }
        noteSpoken(effects, at: now)
        return effects
    }

    /// Takes back a record whose file was edited to be about another incident.
    ///
    /// What the incident's own records said of it stays: it was said.
    package mutating func withdraw(
        _ id: Record.ID, at now: Instant, by rules: Rulebooks
    ) -> [Effect] {
        let now = max(now, advancedAt)
        advancedAt = now
        reports.remove(id)
        acknowledgements.remove(id)
        closures.remove(id)
        retractions.remove(id)
        sightings.remove(id)
        instructions.remove(id)
        reliefs.remove(id)
        return reconsider(at: now, by: rules)
    }

    /// Moves the case to `now` and returns what must be done; with the same `now` again, nothing.
    ///
    /// `away` is a span in which nobody advanced it, though somebody should have.
    package mutating func advance(
        to now: Instant, by rules: Rulebooks, away: Range<Instant>? = nil
    ) -> [Effect] {
        // The wall clock may be stepped back under us; a case never moves back in time.
        let now = max(now, advancedAt)
        let before = advancedAt
        advancedAt = now
        var effects = away.map { noteAway($0, by: rules) } ?? []
        let owed = fire(at: now, by: rules) + owe(again: now, by: rules)
        let hasPassed = nextConcealment(after: before).map { $0 <= now } ?? false
        if !owed.isEmpty || hasPassed { effects += owed + assess(at: now, by: rules) }
        effects += waive(at: now, by: rules) + expire(at: now, by: rules)
        effects += escalate(at: now, by: rules) + followUp(at: now, by: rules)
        wakeAt = nextInstant(from: now, by: rules)
        noteSpoken(effects, at: now)
        return effects
    }

    /// Remembers when somebody was first told anything.
    private mutating func noteSpoken(_ effects: [Effect], at now: Instant) {
        guard firstSpokenAt == nil else { return }
        let speaks = effects.contains { if case .notice = $0 { true } else { false } }
        if speaks { firstSpokenAt = now }
    }

    /// Keeps what a record says; of the incident itself, returns the scenes it makes or changes.
    private mutating func take(_ record: Record, at now: Instant) -> [RuleContext] {
        switch record.content {
        case .incident(let asOf):
            openedAt = openedAt ?? now
            var known = incident ?? Incident(id: id, versions: [])
            let states = known.take(
                Incident.Version(asOf: asOf, facts: record.facts, record: record.id.text))
            incident = known
            return states.map {
                RuleContext(facts: $0.facts, record: record.body, asOf: $0.asOf)
            }
        case .report(let report): reports.keep(report)
        case .acknowledgement(let said): acknowledgements.keep(said)
        case .closure(let closure): closures.keep(closure)
        case .retraction(let retraction): retractions.keep(retraction)
        case .sighting(let sighting):
            sightings.keep(sighting)
            if provisional != nil { openedAt = openedAt ?? now }
        case .instruction(let said): instructions.keep(said)
        case .relief(let relief): reliefs.keep(relief)
        case .replan, .retry: break
        }
        return []
    }

    /// When there is something to be done next: never before `now`, nil if nothing ever.
    private func nextInstant(from now: Instant, by rules: Rulebooks) -> Instant? {
        var next = (followUps.map(\.at) + waiversEnding(after: now)).min()
        next = [next, nextOwed(after: now, by: rules), nextConcealment(after: now)].compactMap(
            \.self
        ).min()
        for obligation in obligations where obligation.isOpen {
            let step = timeline(of: obligation, by: rules)?
                .next(after: obligation.escalation, from: now)
            let end = expiry(of: obligation, by: rules)
            next = [next, step, end].compactMap(\.self).min()
        }
        return next
    }
}
