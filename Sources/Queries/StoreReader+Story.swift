package import Cases
import Deliveries
package import Storage

extension StoreReader {
    /// The journal and the deliveries of one incident.
    package struct Story: Sendable {
        let journal: [JournalRow]
        /// The deliveries about the incident, including combined messages about several.
        package let deliveries: [DeliveryHistory]
        package let background: DeliveryBackground
    }

    /// Reads the journal and the deliveries of an incident.
    ///
    /// Of merged incidents, those of all.
    package func story(_ incident: Case) async throws -> Story {
        var journal: [JournalRow] = []
        var deliveries: [Delivery.ID: DeliveryHistory] = [:]
        for id in incident.incidents {
            journal += try await read { try $0.journal(of: id) }
            for history in try await self.deliveries(about: id) {
                deliveries[history.entry.id] = history
            }
        }
        if incident.incidents.count > 1 { journal.sort { $0.at < $1.at } }
        return try await story(
            journal,
            deliveries.values.sorted {
                ($0.entry.decidedAt, $0.entry.id) < ($1.entry.decidedAt, $1.entry.id)
            })
    }

    private func story(
        _ journal: [JournalRow], _ deliveries: [DeliveryHistory]
    ) async throws -> Story {
        Story(
            journal: journal, deliveries: deliveries,
            background: try await background(of: deliveries))
    }
}
