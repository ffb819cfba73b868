package import Calendars
package import Cases
import Deliveries
package import Rules
package import Storage

/// A reader of the store and the rules, for read-only commands.
package struct StoreReader {
    package let store: any Store
    package let rulebook: Rulebook
    package let now: Instant
    /// The language of the people who read the views.
    package let language: Language
    let zones: @Sendable (String) -> Zone?

    /// Creates a reader; without a language, the views are in that of the rules.
    package init(
        store: any Store, rulebook: Rulebook, now: Instant, language: Language? = nil,
        zones: @escaping @Sendable (String) -> Zone?
    ) {
        self.language = language ?? rulebook.settings.language
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
                RulebookArchive.rulebook(digest, in: $0, zones: zones)
            }
            if let kept { rules.add(kept) }
        }
        return rules
    }

    /// Returns the rulebook in force in the watcher; nil if no watcher ever ran.
    package static func rulebookInForce(
        in store: any Store, zones: @escaping @Sendable (String) -> Zone?
    ) async throws -> Rulebook? {
        let kept = try await store.read { snapshot in
            (digest: try snapshot.rulesInForce()?.digest, bytes: try snapshot.rulebookInForce())
        }
        guard let digest = kept.digest, let bytes = kept.bytes else { return nil }
        return RulebookArchive.rulebook(digest, in: bytes, zones: zones)
    }

    package func cases(phase: CasePhase?, limit: Int) async throws -> [CaseRow] {
        try await read {
            try $0.cases(matching: CaseFilter(phase: phase), limit: limit, after: nil)
        }
    }

    /// Returns the case with the records of an incident; of a merged one, the surviving case.
    package func incident(_ id: String) async throws -> Case {
        let known = try await ownCase(id)
        guard let surviving = known.mergedInto else { return known }
        return try await ownCase(surviving.text)
    }

    private func ownCase(_ id: String) async throws -> Case {
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

    /// Returns the number of deliveries that match a filter.
    package func countDeliveries(_ filter: DeliveryFilter) async throws -> Int {
        try await read { try $0.countDeliveries(matching: filter) }
    }

    /// Returns the delivery with an id, or the only one whose id begins with the text.
    package func delivery(_ id: String) async throws -> DeliveryHistory {
        let found = try await read { snapshot in
            if let history = try snapshot.delivery(Delivery.ID(id)) { return [history] }
            guard id.utf8.count >= Self.prefixMin else { return [] }
            return try snapshot.deliveries(startingWith: id, limit: 2)
                .compactMap { try snapshot.delivery($0) }
        }
        guard let history = found.first else { throw QueryError.noDelivery(id) }
        guard found.count == 1 else { throw QueryError.severalDeliveries(id) }
        return history
    }

    /// The length of `msg_` and the first characters of an id.
    private static let prefixMin = 8

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
