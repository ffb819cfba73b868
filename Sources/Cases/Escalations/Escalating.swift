import Calendars
import Rules

extension Case {
    /// The delay up to which a step still counts as on time; a later notice is a catch-up.
    static let tolerance = Duration.seconds(300)

    /// Runs the steps whose time has come.
    mutating func escalate(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        escalate(obligations.indices, at: now, by: rules)
    }

    /// Runs the steps of some obligations whose time has come.
    mutating func escalate(
        _ places: some Sequence<Int>, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        var effects: [Effect] = []
        for index in places where obligations[index].isOpen {
            guard let timeline = timeline(of: obligations[index], by: rules) else { continue }
            let dueSteps = timeline.dueSteps(after: obligations[index].escalation, at: now)
            guard !dueSteps.isEmpty else { continue }
            effects += speak(dueSteps, index, timeline, at: now, by: rules.current)
        }
        return effects
    }

    private mutating func speak(
        _ due: [DueStep], _ index: Int, _ timeline: EscalationTimeline, at now: Instant,
        by rulebook: Rulebook
    ) -> [Effect] {
        let instants = Set(due.map(\.at))
        let isLate = instants.max().map { now - $0 > Self.tolerance } ?? false
        var dueSteps = due
        var persons = StepRecipients()
        var effects: [Effect] = []
        for dueStep in due {
            obligations[index].escalation.setSpoken(dueStep.step, dueStep.through)
            effects += tellOfCalendar(dueStep, index, timeline, by: rulebook)
        }
        while let dueStep = dueSteps.first {
            dueSteps.removeFirst()
            let step = timeline.policy.steps[dueStep.step]
            let found = step.recipients(
                for: obligations[index], incident: self.incident(of: obligations[index]), at: now,
                in: rulebook)
            persons.add(found, via: step.via, for: dueStep)
            guard found.isEmpty else { continue }
            effects += tellOfNobody(dueStep, index, by: rulebook)
            let escalation = obligations[index].escalation
            if let next = timeline.substitute(for: dueStep, after: escalation, at: now) {
                dueSteps.append(next)
            }
        }
        let catchesUp = instants.count > 1 || isLate
        effects += persons.list.flatMap {
            tell($0, index, timeline, catchesUp ? .catchUp : nil, at: now, by: rulebook)
        }
        return effects + exhaust(index, timeline, at: now, by: rulebook)
    }

    /// Creates one notice to one person for all the steps that name the person.
    private mutating func tell(
        _ person: StepRecipients.Entry, _ index: Int, _ timeline: EscalationTimeline,
        _ given: Notice.Reason?,
        at now: Instant, by rulebook: Rulebook
    ) -> [Effect] {
        let reaches = rulebook.reaches(of: person.recipient, via: person.via)
        guard let last = person.dueSteps.last, let first = reaches.first else { return [] }
        let next = timeline.next(after: obligations[index].escalation, from: now)
        func notice(_ reach: Int, at dueAt: Instant) -> Notice {
            Notice(
                reason: given ?? timeline.reason(of: last), obligation: obligations[index].id,
                steps: person.dueSteps.map { $0.step + 1 }, to: person.recipient, via: person.via,
                reach: reach, channel: reaches[reach].channel, address: reaches[reach].address,
                dueAt: dueAt, expiresAt: next, detail: nil, because: person.because)
        }
        if !obligations[index].escalation.told.contains(person.recipient) {
            obligations[index].escalation.told.append(person.recipient)
        }
        for (place, reach) in reaches.enumerated() {
            guard let after = reach.after else { continue }
            additionalNotices.append(
                AdditionalNotice(
                    at: now + after, since: now, notice: notice(place, at: now + after)))
        }
        return first.after == nil ? [.notice(notice(0, at: last.at))] : []
    }

    /// Notifies the operators that a step has no recipients, and records the fault.
    private mutating func tellOfNobody(
        _ dueStep: DueStep, _ index: Int, by rulebook: Rulebook
    ) -> [Effect] {
        let fault = Fault(.nobody, .noRecipient(step: dueStep.step + 1))
        return tell(of: fault, as: .nobody, dueStep, index, by: rulebook)
    }

    /// Notifies the operators that a step follows the clock since its calendar does not reach that
    /// far, and records the fault.
    private mutating func tellOfCalendar(
        _ dueStep: DueStep, _ index: Int, _ timeline: EscalationTimeline, by rulebook: Rulebook
    ) -> [Effect] {
        guard let trouble = timeline.trouble(dueStep.step, max(0, dueStep.through - 1)) else {
            return []
        }
        let fault = Fault(.undecidable, .clockStep(dueStep.step + 1, trouble))
        return tell(of: fault, as: .undecidable, dueStep, index, by: rulebook)
    }

    /// Records the fault of a step and notifies the operators, once.
    private mutating func tell(
        of fault: Fault, as reason: Notice.Reason, _ dueStep: DueStep, _ index: Int,
        by rulebook: Rulebook
    ) -> [Effect] {
        guard !obligations[index].faults.restated(by: [fault]).contains(fault) else { return [] }
        obligations[index].faults.append(fault)
        let id = obligations[index].id
        return [.fault(about: id.text, fault)]
            + rulebook.operatorNotices(
                reason, about: id, dueAt: dueStep.at, at: advancedAt, detail: fault.detail)
    }

    /// Notifies the operators when no step is left, so that an unmet obligation never ends in
    /// silence.
    private mutating func exhaust(
        _ index: Int, _ timeline: EscalationTimeline, at now: Instant, by rulebook: Rulebook
    ) -> [Effect] {
        guard !obligations[index].escalation.isExhausted,
            timeline.isSpent(obligations[index].escalation)
        else { return [] }
        obligations[index].escalation.isExhausted = true
        return rulebook.operatorNotices(
            .exhausted, about: obligations[index].id, dueAt: now, detail: nil)
    }
}

extension Case {
    /// Sends pending notices on further contact methods, unless somebody has acknowledged in the
    /// meantime.
    mutating func sendAdditionalNotices(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        let due = additionalNotices.filter { $0.at <= now }
        guard !due.isEmpty else { return [] }
        additionalNotices.removeAll { $0.at <= now }
        return due.filter { !isAcknowledged($0, by: rules) }.map {
            .notice(said($0.notice, at: now, by: rules))
        }
    }

    /// Returns a copy with the current reason and expiry: an `approaching` notice becomes `overdue`
    /// once the deadline has passed, and the next step may have run since.
    private func said(_ notice: Notice, at now: Instant, by rules: PinnedRulebooks) -> Notice {
        guard let obligation = notice.obligation.flatMap({ self.obligation($0) }),
            let timeline = timeline(of: obligation, by: rules)
        else { return notice }
        let isPast = obligation.dueAt.map { $0 <= now } ?? false
        let wasAhead = [.opened, .approaching].contains(notice.reason)
        return Notice(
            reason: isPast && wasAhead ? .overdue : notice.reason, obligation: notice.obligation,
            steps: notice.steps, to: notice.to, via: notice.via, reach: notice.reach,
            channel: notice.channel, address: notice.address, dueAt: notice.dueAt,
            expiresAt: timeline.next(after: obligation.escalation, from: now),
            detail: notice.detail, because: notice.because)
    }

    private func isAcknowledged(_ followUp: AdditionalNotice, by rules: PinnedRulebooks) -> Bool {
        guard let id = followUp.notice.obligation, let obligation = obligation(id) else {
            return true
        }
        let leases = timeline(of: obligation, by: rules)?.leases ?? []
        return !obligation.isOpen
            || leases.contains { $0.lowerBound >= followUp.since || $0.contains(followUp.at) }
    }
}

/// The recipients to notify at one instant, each with the due steps that name the recipient.
private struct StepRecipients {
    struct Entry {
        let recipient: Recipient
        let because: Because
        let via: [Channel.ID]?
        var dueSteps: [DueStep]
    }

    private(set) var list: [Entry] = []

    mutating func add(_ found: [EscalationStep.Found], via: [Channel.ID]?, for dueStep: DueStep) {
        for one in found {
            let known = list.firstIndex { $0.recipient == one.recipient && $0.via == via }
            if let known {
                list[known].dueSteps.append(dueStep)
            } else {
                list.append(
                    Entry(
                        recipient: one.recipient, because: one.because, via: via,
                        dueSteps: [dueStep]))
            }
        }
    }
}
