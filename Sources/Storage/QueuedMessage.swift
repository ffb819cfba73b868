/// A message in the queue of a store: the text of records, as a producer handed it in.
package struct QueuedMessage: Hashable, Sendable {
    package let number: Int64
    /// The producer.
    package let origin: String
    package let body: [UInt8]
    /// The number of times a watcher ended while it may have been taking the message.
    package let tries: Int

    package init(number: Int64, origin: String, body: [UInt8], tries: Int) {
        self.number = number
        self.origin = origin
        self.body = body
        self.tries = tries
    }
}
