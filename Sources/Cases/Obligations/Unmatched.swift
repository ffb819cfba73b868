import Calendars
import Rules

/// The records with faults: they count for nothing, name something unknown or state impossible
/// times.
extension Case {
    /// Records the faults of records, and notifies the people who can correct them.
    mutating func noteUnmatched(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        let mismatches =
            reports.isEmpty || !isJudged ? [:] : dealing(by: rules).mismatches
        let all = recordFaults(mismatches, bypasses(by: rules), by: rules.current)
        let (new, effects) = replaceRecordFaults(by: all.found)
        return effects + tell(of: new, all, at: now, by: rules.current)
    }

    /// Records the faults of further reports, about which there are none yet, and notifies the
    /// people who can correct them.
    mutating func note(
        _ further: RecordFaults, at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        for (about, fault) in further.found { faults[about] = fault }
        return further.found.sorted { $0.key < $1.key }.map { .fault(about: $0.key, $0.value) }
            + tell(of: further.found, further, at: now, by: rules.current)
    }

    /// Returns the faults of all records.
    func recordFaults(
        _ mismatches: [Record.ID: Mismatch], _ skipped: [Bypass], by rulebook: Rulebook
    ) -> RecordFaults {
        let unmet = Set(mismatches.filter { $0.value == .nothing }.keys)
        var all = RecordFaults(
            mismatches, misnamings(unmet: unmet, by: rulebook), skipped)
        if isJudged {
            all.add(statementsWithoutObligation())
            for report in reports { all.add(report) }
        }
        all.add(implausibleAhead())
        all.addSkippedAndMisnamed()
        return all
    }

    /// The known faults about records.
    var knownRecordFaults: [String: Fault] {
        faults.filter {
            // A series is `implausible` for a reason of its own: see `owe(again:)`.
            [.unmatched, .implausible, .bypassed].contains($0.value.kind)
                && obligations.places(ofSeries: $0.key).isEmpty
        }
    }

    /// Notifies the people concerned by new faults of records.
    private mutating func tell(
        of new: [String: Fault], _ all: RecordFaults, at now: Instant, by rulebook: Rulebook
    ) -> [Effect] {
        tell(
            of: all.skipped.filter { bypass in
                new[FaultSubject(.report, bypass.report).key]?.includes(bypass.fault) ?? false
            }, at: now, by: rulebook)
            + tellSenders(new, all.mismatches, at: now, by: rulebook)
            + tellOfNames(new, all.misnamed, at: now, by: rulebook)
            + tellOfTimes(new, at: now, by: rulebook)
    }

    /// Replaces the faults about records; returns the new ones and the effects.
    private mutating func replaceRecordFaults(
        by found: [String: Fault]
    ) -> (new: [String: Fault], effects: [Effect]) {
        var before = knownRecordFaults
        for about in before.keys where found[about] == nil { faults[about] = nil }
        faults.merge(found) { _, new in new }
        for (about, fault) in found {
            guard let stored = before[about] else { continue }
            before[about] = stored.restated(by: [fault])
        }
        let gone = before.filter { found[$0.key] != $0.value }.sorted { $0.key < $1.key }
        let new = found.filter { before[$0.key] != $0.value }
        return (
            // What an older version told of in other words is not told again.
            new.filter { !(before[$0.key]?.isLegacy ?? false) },
            gone.map { .cleared(about: $0.key, $0.value) }
                + new.sorted { $0.key < $1.key }.map { .fault(about: $0.key, $0.value) }
        )
    }

    /// Returns the faults of acknowledgements of a bulletin without obligations.
    private func statementsWithoutObligation() -> [String: Fault] {
        guard obligations.isEmpty else { return [:] }
        return Dictionary(
            acknowledgements.filter { $0.obligation == nil }.map {
                (
                    FaultSubject(.acknowledgement, $0.record).key,
                    Fault(.unmatched, .noObligation)
                )
            }, uniquingKeysWith: { $1 })
    }
}

extension Fault {
    /// True if the facts are a sentence of an older version.
    fileprivate var isLegacy: Bool {
        if case .legacy = detail { true } else { false }
    }

    /// Returns true if the facts of another fault are among the facts of this one.
    fileprivate func includes(_ other: Fault) -> Bool {
        if self == other { return true }
        guard case .several(let parts) = detail else { return false }
        return kind == other.kind && parts.contains(other.detail)
    }
}

// MARK: Notices

extension Case {
    /// Notifies the senders of reports that lack a stage or name a period that is not there; of the
    /// latter, the operators too.
    private func tellSenders(
        _ new: [String: Fault], _ mismatches: [Record.ID: Mismatch], at now: Instant,
        by rulebook: Rulebook
    ) -> [Effect] {
        let wanting = mismatches.filter { $0.value.asksForMore }.keys.sorted()
        return wanting.flatMap { record -> [Effect] in
            let subject = FaultSubject(.report, record)
            guard let report = report(record), let fault = new[subject.key],
                fault.kind == .unmatched, isUndecided(report.arrivedAt)
            else { return [] }
            let detail = FaultDetail.about(subject, fault.detail)
            var told: [Effect] = []
            if case .period? = mismatches[record] {
                told = rulebook.operatorNotices(
                    .misnamed, about: nil, dueAt: now, detail: detail)
            }
            return told + rulebook.noticesToSender(of: report, detail, at: now).except(told)
        }
    }

    /// Notifies the operators, and the people who can correct them, of records that name something
    /// unknown.
    private mutating func tellOfNames(
        _ new: [String: Fault], _ misnamed: [FaultSubject: Misnaming], at now: Instant,
        by rulebook: Rulebook
    ) -> [Effect] {
        var effects: [Effect] = []
        for (subject, misnaming) in misnamed.sorted(by: { $0.key.key < $1.key.key }) {
            let (cleared, wasTold) = takeOver(misnaming.names)
            effects += cleared
            guard new[subject.key] != nil, !wasTold, isUndecided(misnaming.statedAt) else {
                continue
            }
            let detail = FaultDetail.about(subject, misnaming.detail)
            let operators = rulebook.operatorNotices(
                .misnamed, about: nil, dueAt: now, detail: detail)
            let others =
                misnaming.report.map { rulebook.noticesToSender(of: $0, detail, at: now) }
                ?? rulebook.notices(
                    .misnamed, to: [rulebook.contact(misnaming.by)], about: nil, at: now,
                    detail: detail, because: .author)
            effects += operators + others.except(operators)
        }
        return effects
    }

    /// Clears the faults by which an older version blamed the rules for unknown units; returns true
    /// as well if there were any, of which the operators know.
    private mutating func takeOver(_ names: [UnknownName]) -> ([Effect], wasTold: Bool) {
        let blamed = faults.filter { _, fault in
            fault.kind == .nobody
                && names.contains { FaultDetail.responsibleUnknown($0).isSame(as: fault.detail) }
        }
        let effects = blamed.keys.sorted().flatMap { settle(about: $0) }
        return (effects, !blamed.isEmpty)
    }

    /// Returns true unless an older version judged a record of this time: its decisions stand.
    private func isUndecided(_ instant: Instant) -> Bool {
        decidedAt.map { instant > $0 } ?? true
    }
}

extension Rulebook {
    /// Returns notices to the duty of a report's unit and to the person named as its author.
    fileprivate func noticesToSender(
        of report: Report, _ detail: FaultDetail, at now: Instant
    ) -> [Effect] {
        let unit = units[report.from]
        return notices(
            .unmatched, to: [unit?.duty ?? unit?.leader, contact(report.by)], about: nil, at: now,
            detail: detail, because: .owingUnit)
    }

    /// Returns the contact that a record names by its id, its recipient text or its name.
    fileprivate func contact(_ name: String?) -> Recipient? {
        guard let name else { return nil }
        let id = Contact.ID(name)
        if contacts[id] != nil { return .contact(id) }
        if let recipient = Recipient(name), case .contact(let id) = recipient,
            contacts[id] != nil
        {
            return recipient
        }
        let named = contacts.values.filter { $0.name == name }
        return named.count == 1 ? .contact(named[0].id) : nil
    }
}

extension Mismatch {
    /// True if the sender can mend the report by naming something.
    fileprivate var asksForMore: Bool {
        switch self {
        case .stage, .period: true
        case .nothing, .early: false
        }
    }
}
