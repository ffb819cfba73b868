import Calendars
import Cases
import Deliveries
import Engine
import Files
import Foundation
import Rules
import SQLiteStore
import Storage

/// What the store and the rules say, for commands that only look.
struct Archive {
    let store: any Store
    let rulebook: Rulebook
    let now: Instant

    /// Everything there is about one incident.
    struct Story: Sendable {
        let journal: [JournalRow]
        /// Also those about several incidents, this among them.
        let deliveries: [DeliveryHistory]
        let background: Background
    }

    init(_ settings: Settings) async throws {
        now = Timekeeper.system.now()
        do {
            store = try SQLiteStore(path: try settings.database, for: .reading)
        } catch let error as StoreError {
            throw Failure(.noInput, "\(error)")
        }
        do {
            rulebook = try RulesFolder.rulebook(settings[.rules])
        } catch {
            // Somebody may be editing; the watcher goes on with the rules it kept, and so do we.
            guard let kept = try await Self.keptRulebook(in: store) else { throw error }
            Terminal.complain("duebell: \(error); shown by the rules the watcher kept")
            rulebook = kept
        }
    }

    /// The digest of the rules the watcher has in force; nil where it never ran.
    func digestInForce() async throws -> String? {
        try await Self.keptRulebook(in: store)?.digest
    }

    /// The rules as they now are, with those that a case rests on.
    func rules(of incident: Case) async throws -> Rulebooks {
        var rules = Rulebooks(current: rulebook)
        for digest in incident.pinned where !rules.contains(digest) {
            let bytes = try await read { try $0.rulebook(digest) }
            let kept = bytes.flatMap {
                RulebookArchive.rulebook(in: $0, zones: ZoneFiles.system.zone(named:))
            }
            if let kept { rules.add(kept) }
        }
        return rules
    }

    private static func keptRulebook(in store: any Store) async throws -> Rulebook? {
        let bytes = try await store.read { try $0.rulebookInForce() }
        return bytes.flatMap {
            RulebookArchive.rulebook(in: $0, zones: ZoneFiles.system.zone(named:))
        }
    }

    /// A page of a list: cases and what is owed for each of them.
    struct OwedPage: Sendable {
        let headings: [CaseHeading]
        let owed: [Incident.ID: [OwedRow]]
        let questions: [Incident.ID: [OwedQuestion]]
        /// Whether a watcher has yet to fill in what cases from before an upgrade owe.
        let isPartial: Bool
    }

    /// Reads a page of what is owed, the cases opened latest first.
    func owed(
        phase: CasePhase?, onlyOpen: Bool, limit: Int, after place: CasePlace?
    ) async throws -> OwedPage {
        try await read { snapshot in
            let headings = try snapshot.headings(
                matching: CaseFilter(phase: phase), limit: limit, after: place)
            let ids = headings.map(\.incident)
            let owed = try snapshot.owed(of: ids, onlyOpen: onlyOpen)
            let questions = try snapshot.questions(of: ids)
            return OwedPage(
                headings: headings, owed: Dictionary(grouping: owed, by: \.incident),
                questions: Dictionary(grouping: questions, by: \.incident),
                isPartial: try !snapshot.casesWithoutOwed(limit: 1).isEmpty)
        }
    }

    func cases(phase: CasePhase?, limit: Int) async throws -> [CaseRow] {
        try await read {
            try $0.cases(matching: CaseFilter(phase: phase), limit: limit, after: nil)
        }
    }

    func incident(_ id: String) async throws -> Case {
        let row = try await read { try $0.caseRow(Incident.ID(id)) }
        guard let row else {
            throw Failure(.findings, "no record of an incident `\(id)` has been taken")
        }
        return try Case(encoded: row.body)
    }

    func story(_ id: Incident.ID) async throws -> Story {
        let journal = try await read { try $0.journal(of: id) }
        let deliveries = try await deliveries(about: id)
        return Story(
            journal: journal, deliveries: deliveries,
            background: try await background(of: deliveries))
    }

    func deliveries(_ filter: DeliveryFilter, limit: Int) async throws -> [DeliveryHistory] {
        try await read { try $0.deliveries(matching: filter, limit: limit) }
    }

    func delivery(_ id: String) async throws -> DeliveryHistory {
        guard let history = try await read({ try $0.delivery(Delivery.ID(id)) }) else {
            throw Failure(.findings, "there is no delivery `\(id)`")
        }
        return history
    }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws -> T {
        do {
            return try await store.read(body)
        } catch {
            throw Failure(.unavailable, "\(error)")
        }
    }
}
