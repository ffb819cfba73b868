package import Cases
import Deliveries
package import Storage

extension StoreReader {
    /// Everything there is about one incident.
    package struct Story: Sendable {
        let journal: [JournalRow]
        /// Also those about several incidents, this among them.
        package let deliveries: [DeliveryHistory]
        package let background: DeliveryBackground
    }

    package func story(_ id: Incident.ID) async throws -> Story {
        let journal = try await read { try $0.journal(of: id) }
        let deliveries = try await deliveries(about: id)
        return Story(
            journal: journal, deliveries: deliveries,
            background: try await background(of: deliveries))
    }
}
