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
