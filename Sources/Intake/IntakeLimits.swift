/// The amount taken from a source at once, and the size of a message and of a record.
package struct IntakeLimits: Hashable, Sendable {
    /// Larger messages are rejected unread.
    package var messageBytesMax = 16_000_000
    package var recordBytesMax = 1_000_000
    /// Bounds of one batch; the last message may overstep those of records and bytes.
    package var batchMessagesMax = 1_000
    package var batchRecordsMax = 5_000
    package var batchBytesMax = 16_000_000

    package init() {}
}
