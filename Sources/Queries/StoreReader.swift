package import Calendars
package import Cases
import Deliveries
package import Rules
package import Storage

/// A reader of the store and the rules, for read-only commands.
package struct StoreReader {
    let store: any Store
    package let rulebook: Rulebook
    package let now: Instant
    let zones: @Sendable (String) -> Zone?

    package init(
        store: any Store, rulebook: Rulebook, now: Instant,
        zones: @escaping @Sendable (String) -> Zone?
    ) {
        self.store = store
        self.rulebook = rulebook
        self.now = now
        self.zones = zones
    }

    /// Returns the digest of the rulebook in force in the watcher; nil if no watcher ever ran.
    package func digestInForce() async throws -> String? {
        try await Self.rulebookInForce(in: store, zones: zones)?.digest
    }

    /// Returns the current rules with the older ones that a case depends on.
    package func rules(of incident: Case) async throws -> PinnedRulebooks {
        var rules = PinnedRulebooks(current: rulebook)
        for digest in incident.pinned where !rules.contains(digest) {
            let bytes = try await read { try $0.rulebook(digest) }
            let kept = bytes.flatMap {
                RulebookArchive.rulebook(in: $0, zones: zones)
            }
            if let kept { rules.add(kept) }
        }
        return rules
    }

    /// Returns the rulebook in force in the watcher; nil if no watcher ever ran.
    package static func rulebookInForce(
        in store: any Store, zones: @escaping @Sendable (String) -> Zone?
    ) async throws -> Rulebook? {
        let bytes = try await store.read { try $0.rulebookInForce() }
        return bytes.flatMap {
            RulebookArchive.rulebook(in: $0, zones: zones)
        }
    }

    /// One page of a list: cases with their obligations.
    package struct OwedPage: Sendable {
        package let headings: [CaseHeading]
        package let owed: [Incident.ID: [OwedRow]]
        package let questions: [Incident.ID: [OwedQuestion]]
        /// True if a watcher still has to add the obligations of cases from before an upgrade.
        package let isPartial: Bool
    }

    /// Reads a page of obligations, latest opened cases first.
    package func owed(
        phase: CasePhase?, onlyOpen: Bool, limit: Int, after place: CaseCursor?
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

    package func cases(phase: CasePhase?, limit: Int) async throws -> [CaseRow] {
        try await read {
            try $0.cases(matching: CaseFilter(phase: phase), limit: limit, after: nil)
        }
    }

    package func incident(_ id: String) async throws -> Case {
        let row = try await read { try $0.caseRow(Incident.ID(id)) }
        guard let row else {
            throw QueryError.noIncident(id)
        }
        return try await incident(of: row)
    }

    /// Returns a case in a row, as it is stored now.
    package func incident(of row: CaseRow) async throws -> Case {
        guard row.hasParts else { return try Case(encoded: row.body) }
        // Read together, since the parts belong to one head.
        let id = row.incident
        let incident = try await read { snapshot in
            try snapshot.caseRow(id).map { try snapshot.incident(of: $0) }
        }
        guard let incident else { throw QueryError.noIncident(id.text) }
        return incident
    }

    package func deliveries(_ filter: DeliveryFilter, limit: Int) async throws -> [DeliveryHistory]
    {
        try await read { try $0.deliveries(matching: filter, limit: limit) }
    }

    package func delivery(_ id: String) async throws -> DeliveryHistory {
        guard let history = try await read({ try $0.delivery(Delivery.ID(id)) }) else {
            throw QueryError.noDelivery(id)
        }
        return history
    }

    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws -> T {
        do {
            return try await store.read(body)
        } catch {
            throw QueryError.store(error)
        }
    }
}
