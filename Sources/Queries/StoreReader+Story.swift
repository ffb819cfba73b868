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
    package func story(_ id: Incident.ID) async throws -> Story {
        let journal = try await read { try $0.journal(of: id) }
        let deliveries = try await deliveries(about: id)
        return Story(
            journal: journal, deliveries: deliveries,
            background: try await background(of: deliveries))
    }
}
