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
