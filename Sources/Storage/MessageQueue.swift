package import Calendars

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

/// A message, or a part of one, that is kept with the reason for which it was refused.
package struct RejectedMessage: Hashable, Sendable {
    /// The number that the message had in the queue.
    package let message: Int64
    package let origin: String
    package let at: Instant
    /// The errors in English, one a line.
    package let reason: String
    package let body: [UInt8]

    package init(message: Int64, origin: String, at: Instant, reason: String, body: [UInt8]) {
        self.message = message
        self.origin = origin
        self.at = at
        self.reason = reason
        self.body = body
    }
}

/// The choice of messages that a transaction takes from the queue.
package enum QueueChoice: Hashable, Sendable {
    /// The oldest messages, up to a number and a total size; at least one.
    case oldest(count: Int, bytes: Int)
    /// One message by its number.
    case one(Int64)
}

/// A transaction of a store that is a queue as well.
package protocol QueueWriting {
    /// Takes messages from the queue, oldest first, skipping those that another watcher is taking.
    ///
    /// They leave it with the commit, together with what became of them. A message that was being
    /// taken when watchers ended is taken alone.
    func takeMessages(_ choice: QueueChoice) throws(StoreError) -> [QueuedMessage]
    /// Keeps refused messages with the reasons.
    func reject(_ messages: [RejectedMessage]) throws(StoreError)
}

/// A store that is also a queue, into which any program writes.
package protocol MessageQueue: Store {
    /// Puts a message into the queue and wakes a watcher; returns the message's number.
    func handIn(_ body: [UInt8], from origin: String) async throws(StoreError) -> Int64
    /// Returns the messages that wait, oldest first.
    func waitingMessages(limit: Int) async throws(StoreError) -> [QueuedMessage]
    /// Returns the refusals of a message; empty if nothing of it was refused.
    func rejections(of message: Int64) async throws(StoreError) -> [RejectedMessage]
    /// Counts that the oldest messages may be what ended the watcher before this one.
    func suspect(_ count: Int) async throws(StoreError)
    /// Counts one more attempt to take the oldest message, if it is suspected; returns true if so.
    func countAttempt() async throws(StoreError) -> Bool
    /// Calls back from any thread when messages were handed in, as far as producers say so.
    func watchQueue(_ onChange: @escaping @Sendable () -> Void)
}
