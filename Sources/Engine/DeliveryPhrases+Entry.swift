import Cases
import Messages
package import Storage

extension DeliveryPhrases {
    /// Returns why a delivery waits, or ended as it did, where no attempt says so.
    package func remark(on entry: OutboxEntry) -> String? {
        var reasons: [String] = []
        if let carrier = entry.mergedInto {
            reasons.append(merged(into: carrier))
        } else if let reason = entry.end {
            reasons.append(end(reason, on: entry.channel))
        }
        if entry.state == .waiting || entry.state == .merged {
            reasons += entry.holds.map(hold)
            reasons += [entry.request.map(request)].compactMap(\.self)
        }
        return reasons.isEmpty ? nil : list(reasons)
    }
}
