package import Cases
import Deliveries
import Rules
package import Storage

extension StoreReader {
    /// Returns the data needed to explain deliveries.
    package func background(of histories: [DeliveryHistory]) async throws -> DeliveryBackground {
        let deliveries = histories.compactMap { try? $0.entry.delivery() }
        let ids = Set(deliveries.flatMap(\.incidents))
        let carriers = Set(histories.compactMap(\.entry.mergedInto))
        let rulebook = rulebook
        var background = try await read { snapshot in
            var background = DeliveryBackground(rules: PinnedRulebooks(current: rulebook))
            for row in try snapshot.cases(ids.sorted()) {
                background.cases[row.incident] = try? snapshot.incident(of: row)
            }
            for (id, surviving) in background.cases.compactMapValues(\.mergedInto) {
                let row = try snapshot.caseRow(surviving)
                background.cases[id] = row.flatMap { try? snapshot.incident(of: $0) }
            }
            for id in carriers { background.carriers[id] = try snapshot.delivery(id)?.entry }
            return background
        }
        for incident in background.cases.values {
            background.rules.add(from: try await rules(of: incident))
        }
        return background
    }

    /// Returns all deliveries about an incident, in the order they were decided, including the
    /// combined messages that carried them on any channel.
    package func deliveries(about id: Incident.ID) async throws -> [DeliveryHistory] {
        try await read { snapshot in
            let own = try snapshot.deliveries(of: id)
            let merged = own.filter { $0.entry.state == .merged }
            var found: [Delivery.ID: DeliveryHistory] = [:]
            for (recipient, first) in Dictionary(grouping: merged, by: \.entry.recipient) {
                guard let since = first.map(\.entry.decidedAt).min() else { continue }
                let bundles = try snapshot.bundles(
                    to: recipient, since: since, limit: Self.bundlesMax)
                for bundle in bundles {
                    let delivery = try? bundle.entry.delivery()
                    guard delivery?.incidents.contains(id) ?? false else { continue }
                    found[bundle.entry.id] = bundle
                }
            }
            return (own + found.values).sorted {
                ($0.entry.decidedAt, $0.entry.id) < ($1.entry.decidedAt, $1.entry.id)
            }
        }
    }

    /// The maximum number of combined messages searched for an incident.
    private static let bundlesMax = 5_000
}
