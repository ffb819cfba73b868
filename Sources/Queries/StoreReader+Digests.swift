import Calendars
package import Cases
package import Deliveries
package import Rules
import Storage

extension StoreReader {
    /// Returns the messages of a digest as they would be sent now, with the cases they are about.
    package func messages(
        of digest: Digest
    ) async throws -> (deliveries: [Delivery], cases: [Incident.ID: Case]) {
        // The digest before is that of the schedule, or yesterday at this time.
        let day = now - .seconds(86_400)
        let since = digest.latestTime(from: day, until: now)
        let reader = DigestReader(digest, since: since, at: now, now: now, by: rulebook)
        let lists = try await read { try reader.lists(in: $0) }
        let deliveries = lists.compactMap { rulebook.delivery(of: $0.list, to: $0.person, at: now) }
        var cases: [Incident.ID: Case] = [:]
        for id in Set(deliveries.flatMap(\.incidents)) { cases[id] = try await incident(id.text) }
        return (deliveries, cases)
    }
}
