/// The choice of messages that a transaction takes from the queue.
package enum QueueChoice: Hashable, Sendable {
    /// The oldest messages, up to a number and a total size; at least one.
    case oldest(count: Int, bytes: Int)
    /// One message by its number.
    case one(Int64)
}
