internal import Calendars
internal import Cases
internal import Files
internal import Intake

/// A batch of records from files, while it is being filled.
struct BatchDraft {
    /// The age up to which a file that breaks off counts as half written.
    private static let halfWrittenFor = Duration.seconds(10)
    /// The minimum age of a file of lines: unlike an object, such a file does not show its own end.
    private static let linesRestFor = Duration.seconds(1)

    /// The time by the file system's clock.
    let time: Instant
    /// The time at which the records arrive.
    let arrivedAt: Instant
    let limits: IntakeLimits
    var isLast = false
    var issues: [IOIssue] = []
    var notices: [IOIssue] = []
    private(set) var files: [ClaimedFile] = []
    private var records: [Record] = []
    private var rejections: [Rejection] = []
    private var bytes = 0
    private var lookAgainAt: Instant?

    init(time: Instant, arrivedAt: Instant, limits: IntakeLimits) {
        self.time = time
        self.arrivedAt = arrivedAt
        self.limits = limits
    }

    var isFull: Bool {
        files.count >= limits.batchMessagesMax || records.count >= limits.batchRecordsMax
            || bytes >= limits.batchBytesMax
    }

    /// Returns the batch, to be followed by a scan after a span, or earlier if a file waits.
    func batch(scanEvery: Duration) -> Batch {
        var batch = Batch(records: records, receipt: files.isEmpty ? nil : files)
        batch.rejections = rejections
        batch.issues = issues
        batch.notices = notices
        batch.isLast = isLast
        batch.nextLook = min(scanEvery, lookAgainAt.map { $0 - time } ?? scanEvery)
        return batch
    }

    /// Adds the records of a file, or leaves the file for later.
    mutating func add(
        _ file: InboxFile, _ content: FileContent, shown: String,
        fallback: (_ number: Int?) -> Record.ID? = { _ in nil }
    ) {
        switch content {
        case .gone: break
        case .changing: lookAgain(at: time + Self.linesRestFor)
        case .failed(let error): issues.append(IOIssue(error))
        case .notFile(let kind):
            issues.append(IOIssue(shown, "\(kind.name) is no record and was left alone"))
        case .tooLarge(let stamp):
            let cause = Rejection.Cause(
                "the file has \(stamp.size) bytes", accepted: "at most \(limits.messageBytesMax)")
            add(file, stamp, .rejected([cause]))
        case .whole(let text, let stamp):
            let reading = RecordReader.read(
                text, origin: file.name.description, arrivedAt: arrivedAt,
                recordBytesMax: limits.recordBytesMax, fallback: fallback)
            let rest = Self.rest(of: reading, in: file.place)
            guard stamp.age(at: time) >= rest else { return lookAgain(at: stamp.modified + rest) }
            bytes += text.count
            records += reading.records
            add(file, stamp, reading.disposition)
        }
    }

    private mutating func add(
        _ file: InboxFile, _ stamp: FileStamp, _ disposition: Disposition
    ) {
        files.append(ClaimedFile(file: file, stamp: stamp, disposition: disposition))
        switch disposition {
        case .done: break
        case .rejected(let causes), .partly(let causes, _):
            rejections.append(
                Rejection(origin: file.name.description, causes: causes, mark: stamp.mark))
        }
    }

    /// Returns the minimum age at which a file counts as complete.
    private static func rest(
        of reading: RecordReader.Reading, in place: InboxFile.Place
    ) -> Duration {
        if reading.isCutShort { return halfWrittenFor }
        // Files arrive in a Maildir by renaming, and are complete.
        return reading.form == .lines && place == .folder ? linesRestFor : .zero
    }

    private mutating func lookAgain(at instant: Instant) {
        lookAgainAt = min(lookAgainAt ?? instant, instant)
    }
}

extension RecordReader.Reading {
    fileprivate var disposition: Disposition {
        if causes.isEmpty { return .done }
        return records.isEmpty ? .rejected(causes) : .partly(causes, refused: refusedBytes)
    }
}
