import Cases
package import Messages
package import Storage

extension DeliveryPhrases {
    /// Returns the reason a delivery waits or ended, as far as no attempt states it.
    package func remark(on entry: OutboxEntry) -> String? {
        let isHeld = entry.state == .waiting || entry.state == .merged
        return remark(
            carrier: entry.mergedInto, end: entry.end, on: entry.channel,
            holds: isHeld ? entry.holds : [], request: isHeld ? entry.request : nil)
    }
}
