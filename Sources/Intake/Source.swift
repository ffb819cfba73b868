package import Calendars

/// How much is taken from a folder at once, and how large a thing may be.
package struct IntakeLimits: Hashable, Sendable {
    /// Larger files are rejected unread.
    package var fileBytesMax = 16_000_000
    package var recordBytesMax = 1_000_000
    /// Bounds of one batch; the last file may overstep those of records and bytes.
    package var batchFilesMax = 1_000
    package var batchRecordsMax = 5_000
    package var batchBytesMax = 16_000_000
    /// Until then a file that ends in the middle of something is taken to be half written.
    package var halfWrittenFor = Duration.seconds(10)
    /// So long a file of lines must have rested: unlike an object it cannot tell its own end.
    package var linesRestFor = Duration.seconds(1)

    package init() {}
}

/// Where records come from, one batch at a time; who reads it commits, then accepts.
package protocol Source: Sendable {
    /// The next batch; `now` is the time by the file system's clock.
    func next(at now: Instant, arrivedAt: Instant) async -> Batch
    /// Lets the files of a committed batch go; what could not be done is said and tried again.
    func accept(_ batch: Batch, at now: Instant) async -> [Trouble]
    /// Gives a batch back that could not be committed: its files come again.
    func release(_ batch: Batch) async
}
