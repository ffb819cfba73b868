/// The limits on the size of a batch, a message and a record.
package struct IntakeLimits: Hashable, Sendable {
    /// The maximum size of a message in bytes; larger ones are rejected unread.
    package var messageBytesMax = 16_000_000
    package var recordBytesMax = 1_000_000
    /// The maximum number of messages in a batch. The last message may exceed the limits on records
    /// and bytes.
    package var batchMessagesMax = 1_000
    package var batchRecordsMax = 5_000
    package var batchBytesMax = 16_000_000

    package init() {}
}
