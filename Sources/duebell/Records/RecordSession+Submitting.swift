import Calendars
import Cases
import DirectoryIntake
import Engine
import Foundation
import JSON
import Queries
import Rules
import Storage

extension RecordSession {
    /// Checks a record, hands it in, waits for the watcher to take it, and prints its effect.
    ///
    /// `letter` begins the id of a record that was given none.
    func submit(_ draft: RecordDraft, _ letter: String) async throws {
        var draft = draft
        var chance = SystemRandomNumberGenerator()
        draft["id"] =
            draft["id"] ?? options.id
            ?? String.recordName(
                letter, at: now, in: rulebook?.settings.zone ?? .utc, by: &chance)
        let record = try read(draft)
        let known = try await find(record.incident)
        try await check(record, known)
        if options.id != nil, let at = try await earlier(record, draft, known) {
            return try await tell(record, at, known, try await effect(of: record, trying: known))
        }
        let tried = try await effect(of: record, trying: known)
        guard !options.dryRun else { return try await tell(record, .dryRun, known, tried) }
        let isWatched = try await isWatched
        let handedIn = try await RecordSubmission.write(
            draft.body, settings: settings, store: reader?.store)
        guard isWatched, let reader else {
            return try await tell(record, .unwatched(path: handedIn.place), known, tried)
        }
        let outcome = try await outcome(of: record, handedIn, by: reader)
        guard case .taken = outcome else { return try await tell(record, outcome, known, nil) }
        try await tell(record, outcome, known, try await effect(of: record, taken: known, reader))
    }

    private func read(_ draft: RecordDraft) throws -> Record {
        do {
            return try Record.read(.object(draft.body), arrivedAt: now, origin: "command line")
        } catch {
            throw Failure(.data, RecordSubmission.text(of: error))
        }
    }

    // MARK: Checks

    /// Refuses unknown names; with `--anyway`, prints them.
    private func check(_ record: Record, _ known: KnownIncident) async throws {
        let current = known.isKnown ? known.current : nil
        var problems = try await incidentProblems(record, known)
        problems += NameCheck(rulebook, current).problems(in: record)
        if case .retraction(let retraction) = record.content,
            try await isMerge(retraction.report, known)
        {
            problems.removeAll { $0.subject == .report }
        }
        guard !problems.isEmpty else { return }
        let lines = problems.flatMap(refusals.lines).joined(separator: "\n")
        guard options.anyway else { throw Failure(.data, lines + "\n" + refusals.anyway) }
        Terminal.complain("duebell: " + lines)
    }

    private func incidentProblems(
        _ record: Record, _ known: KnownIncident
    ) async throws -> [NameProblem] {
        let states = if case .incident = record.content { true } else { false }
        let isOwn = record.body["incident"] == nil
        guard !states, !isOwn, !known.isKnown else { return [] }
        return try await unknownIncident(record.incident, known.waiting)
    }

    /// Returns the problem of an incident that neither the database nor the inbox knows.
    func unknownIncident(
        _ id: Incident.ID, _ waiting: WaitingRecords?
    ) async throws -> [NameProblem] {
        if waiting?.isPartial == true {
            Terminal.complain("duebell: \(refusals.manyWaiting(settings[.inbox]))")
            return []
        }
        guard let reader else {
            Terminal.complain("duebell: \(refusals.noDatabase("\(try settings.location)"))")
            let ids = Set((waiting?.records ?? []).map(\.incident)).sorted()
            return NameCheck.problems(
                .incident, id.text,
                among: ids.map { NameProblem.Known(name: $0.text, about: nil) })
        }
        return try await reader.unknown(id)
    }

    private func isMerge(_ id: Record.ID, _ known: KnownIncident) async throws -> Bool {
        let row = try await reader?.record(id)
        let stored = row.flatMap { try? JSONReader.read($0.body, limits: .stored) }
        let waits = known.waiting?.records.first { $0.id == id }
        return stored?["type"] == "merge" || waits?.body["type"] == "merge"
    }

    /// Returns what became of an earlier record with the same id; nil if there is none.
    ///
    /// Refuses the id if that record says something else.
    private func earlier(
        _ record: Record, _ draft: RecordDraft, _ known: KnownIncident
    ) async throws -> Outcome? {
        let row = try await reader?.record(record.id)
        let stored = row.flatMap { try? JSONReader.read($0.body, limits: .stored).object }
        let waits = known.waiting?.records.first { $0.id == record.id }
        guard let earlier = stored ?? waits?.body else { return nil }
        let differing = draft.differences(from: earlier)
        guard differing.isEmpty else {
            throw Failure(.data, refusals.idInUse(record.id.text, differing))
        }
        return .again(row?.arrivedAt)
    }

    // MARK: Effects

    /// Computes the effect that a record would have; nil without rules.
    private func effect(
        of record: Record, trying known: KnownIncident
    ) async throws -> RecordEffect? {
        guard let rules = try await rules(of: known.current) else { return nil }
        return RecordEffect(trying: record, on: known.current, by: rules, at: now)
    }

    /// Reads the effect that a record had.
    private func effect(
        of record: Record, taken known: KnownIncident, _ reader: StoreReader
    ) async throws -> RecordEffect? {
        guard let after = try await reader.standing(of: record.incident) else { return nil }
        if let setAside = after.setAside {
            Terminal.complain("duebell: " + view.words.setAside(setAside))
        }
        let before = Set(known.stored?.deliveries.map(\.entry.id) ?? [])
        let alerts = after.deliveries.map(\.entry).filter { !before.contains($0.id) }
            .flatMap { Alert.alerts(of: $0, about: record.incident) }
        return RecordEffect(
            of: record, from: known.stored?.incident, to: after.incident, alerts: alerts,
            by: try await reader.rules(of: after.incident), at: now)
    }

    /// Waits until the store has the record, or the watcher has rejected it.
    private func outcome(
        of record: Record, _ handedIn: HandedInRecord, by reader: StoreReader
    ) async throws -> Outcome {
        let time = Timekeeper.system
        let wait = TakenWait(
            atMost: options.wait, elapsed: time.elapsed, pause: { try await time.pause(for: $0) })
        let found = try await wait.outcome { () async throws -> Outcome? in
            if try await reader.record(record.id)?.digest == record.digest { return .taken }
            return try await handedIn.refusal(digest: record.digest, settings)
                .map(Outcome.refused)
        }
        return found ?? .waiting(path: handedIn.place)
    }
}
