internal import Calendars
internal import Cases
internal import Files
internal import Intake

/// A batch of records from files, while it is being filled.
struct BatchDraft {
    /// The age up to which a file that breaks off counts as half written.
    private static let halfWrittenFor = Duration.seconds(10)
    /// The age for the rest of a file whose earlier records were taken.
    private static let restHalfWrittenFor = Duration.seconds(900)
    /// The minimum age of a file of lines: unlike an object, such a file does not show its own end.
    private static let linesRestFor = Duration.seconds(1)
    /// The time after which a file of lines that never rests is taken in parts.
    private static let linesWaitFor = Duration.seconds(2)

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

    // MARK: Files that stay

    /// Adds the records of a file that is read as a whole each time, or leaves the file for later.
    mutating func add(
        _ file: InboxFile, _ content: FileContent, shown: String,
        fallback: (_ number: Int?) -> Record.ID? = { _ in nil }
    ) {
        switch content {
        case .whole(let text, let stamp):
            let reading = RecordReader.read(
                text, origin: file.name.description, arrivedAt: arrivedAt,
                recordBytesMax: limits.recordBytesMax, fallback: fallback)
            let rest =
                reading.isCutShort
                ? Self.halfWrittenFor : reading.form == .lines ? Self.linesRestFor : .zero
            guard stamp.age(at: time) >= rest else { return lookAgain(at: stamp.modified + rest) }
            add(ClaimedFile(file: file, stamp: stamp, disposition: reading.disposition), reading)
        default: addUnread(file, content, shown: shown)
        }
    }

    /// Adds the outcome for a file that was not read.
    mutating func addUnread(_ file: InboxFile, _ content: FileContent, shown: String) {
        switch content {
        case .gone, .whole: break
        case .changing: lookAgain(at: time + Self.linesRestFor)
        case .failed(let error): issues.append(IOIssue(error))
        case .notFile(let kind):
            issues.append(IOIssue(shown, .noFile(kind: kind.name)))
        case .tooLarge(let stamp):
            let cause = Rejection.Cause(
                .tooLarge(bytes: Int64(stamp.size), max: Int64(limits.messageBytesMax)))
            add(ClaimedFile(file: file, stamp: stamp, disposition: .rejected([cause])))
        }
    }

    // MARK: Files that leave

    /// Adds the complete records of a file's unread part, or leaves the file for later.
    ///
    /// `isHeld` returns true while a process holds the file open for writing.
    mutating func add(
        _ file: InboxFile, _ part: FilePart, shown: String, isHeld: () -> Bool
    ) {
        var reading = read(file, part, bytes: part.text.count)
        if part.start != nil, part.text.allSatisfy(\.isBlank) {
            reading = Reading(complete: part.text.count)
        }
        let complete = reading.complete
        let age = part.stamp.age(at: time)
        let isOfLines = !file.place.isMaildir && (reading.isOfLines || part.start != nil)
        if complete == part.text.count, part.reachesEnd, !reading.content.isCutShort {
            // Files arrive in a Maildir by renaming, and are complete.
            if age >= (isOfLines ? Self.linesRestFor : .zero) {
                guard !reading.content.causes.isEmpty, !reading.isOfLines, isHeld() else {
                    return add(file, part, reading, bytes: complete)
                }
                return lookAgain(at: time + Self.linesRestFor)
            }
        } else if complete == 0 {
            return addIncomplete(file, part, reading, shown: shown, isHeld: isHeld)
        }
        let isPatient = time - part.since < Self.linesWaitFor && age < Self.linesRestFor
        if isPatient, !isHeld() {
            return lookAgain(at: max(time, part.stamp.modified + Self.linesRestFor))
        }
        lookAgain(at: time + Self.linesRestFor)
        let isShortened = complete < part.text.count
        add(file, part, isShortened ? read(file, part, bytes: complete) : reading, bytes: complete)
    }

    /// Leaves a file without a complete record, or rejects it once it is old enough.
    private mutating func addIncomplete(
        _ file: InboxFile, _ part: FilePart, _ reading: Reading, shown: String, isHeld: () -> Bool
    ) {
        if isHeld() {
            if part.isFull(limits.messageBytesMax) {
                issues.append(IOIssue(shown, .endless(bytes: limits.messageBytesMax)))
            }
            return lookAgain(at: time + Self.linesRestFor)
        }
        guard part.reachesEnd || part.isFull(limits.messageBytesMax) else {
            return lookAgain(at: time + Self.linesRestFor)
        }
        let isRest = part.start != nil
        let rest =
            isRest
            ? Self.restHalfWrittenFor
            : reading.content.isCutShort
                ? Self.halfWrittenFor : reading.isOfLines ? Self.linesRestFor : .zero
        guard part.stamp.age(at: time) >= rest else {
            return lookAgain(at: part.stamp.modified + rest)
        }
        add(file, part, reading, bytes: part.text.count)
    }

    /// The records of a text with the number of bytes up to the end of the last complete one.
    private struct Reading {
        let content: RecordReader.Reading
        let complete: Int
        var isOfLines: Bool { content.form == .lines }

        init(_ content: RecordReader.Reading) {
            self.content = content
            complete = content.completeBytes
        }

        /// Creates a reading of blank text.
        init(complete: Int) {
            content = RecordReader.read(
                Array("[]".utf8), origin: "", arrivedAt: Instant(seconds: 0), recordBytesMax: 2)
            self.complete = complete
        }
    }

    private func read(_ file: InboxFile, _ part: FilePart, bytes: Int) -> Reading {
        let text = bytes == part.text.count ? part.text : Array(part.text[..<bytes])
        return Reading(
            RecordReader.read(
                text, origin: file.ownName.description, arrivedAt: arrivedAt,
                recordBytesMax: limits.recordBytesMax, firstLine: (part.start?.lines ?? 0) + 1))
    }

    private mutating func add(
        _ file: InboxFile, _ part: FilePart, _ reading: Reading, bytes: Int
    ) {
        var disposition = reading.content.disposition
        let isFirst = part.start == nil && part.reachesEnd && bytes == part.text.count
        if !isFirst, case .rejected(let causes) = disposition {
            disposition = .partly(causes, refused: reading.content.refusedBytes)
        }
        add(part.claim(file, disposition, bytes: bytes), reading.content)
        self.bytes += bytes
    }

    private mutating func add(_ claimed: ClaimedFile, _ reading: RecordReader.Reading? = nil) {
        records += reading?.records ?? []
        files.append(claimed)
        switch claimed.disposition {
        case .done: break
        case .rejected(let causes), .partly(let causes, _):
            rejections.append(
                Rejection(
                    origin: claimed.file.ownName.description, causes: causes,
                    mark: claimed.stamp.mark))
        }
    }

    /// Has the folder read again at an instant.
    mutating func lookAgain(at instant: Instant) {
        lookAgainAt = min(lookAgainAt ?? instant, instant)
    }
}

extension RecordReader.Reading {
    fileprivate var disposition: Disposition {
        if causes.isEmpty { return .done }
        return records.isEmpty ? .rejected(causes) : .partly(causes, refused: refusedBytes)
    }
}

extension UInt8 {
    /// True for the white space between JSON texts.
    fileprivate var isBlank: Bool {
        self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D
    }
}
