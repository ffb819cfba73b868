internal import Calendars
internal import Cases
internal import Files

/// A batch while it is filled.
struct BatchDraft {
    var isLast = false
    var troubles: [Trouble] = []
    private(set) var files: [TakenFile] = []
    private var records: [Record] = []
    private var refusals: [Refusal] = []
    private var bytes = 0
    private var lookAgainAt: Instant?

    func isFull(_ limits: IntakeLimits) -> Bool {
        files.count >= limits.batchFilesMax || records.count >= limits.batchRecordsMax
            || bytes >= limits.batchBytesMax
    }

    func batch(isKept: Bool) -> Batch {
        Batch(
            records: records, isKept: isKept, refusals: refusals, troubles: troubles,
            isLast: isLast, lookAgainAt: lookAgainAt, files: files)
    }

    /// Adds what a file holds, or leaves the file for later.
    mutating func take(
        _ candidate: Candidate, _ content: FileContent, shown: String, at now: Instant,
        arrivedAt: Instant, limits: IntakeLimits,
        fallback: (_ number: Int?) -> Record.ID? = { _ in nil }
    ) {
        switch content {
        case .gone: break
        case .changing: lookAgain(at: now + limits.linesRestFor)
        case .failed(let error): troubles.append(Trouble(error))
        case .notFile(let kind):
            troubles.append(Trouble(shown, "\(kind.name) is no record and was left alone"))
        case .tooLarge(let stamp):
            let fault = FileReading.fault(
                "the file has \(stamp.size) bytes", accepted: "at most \(limits.fileBytesMax)")
            add(candidate, stamp, .rejected([fault]))
        case .whole(let text, let stamp):
            let reading = FileReading(
                text, origin: candidate.name.description, arrivedAt: arrivedAt,
                recordBytesMax: limits.recordBytesMax, fallback: fallback)
            let rest = reading.rest(in: candidate.place, limits)
            guard stamp.age(at: now) >= rest else { return lookAgain(at: stamp.modified + rest) }
            bytes += text.count
            records += reading.records
            add(candidate, stamp, reading.fate)
        }
    }

    private mutating func add(
        _ candidate: Candidate, _ stamp: FileStamp, _ fate: TakenFile.Fate
    ) {
        files.append(TakenFile(candidate: candidate, stamp: stamp, fate: fate))
        switch fate {
        case .done: break
        case .rejected(let faults), .partly(let faults, _):
            refusals.append(
                Refusal(file: candidate.name.description, faults: faults, mark: stamp.mark))
        }
    }

    private mutating func lookAgain(at instant: Instant) {
        lookAgainAt = min(lookAgainAt ?? instant, instant)
    }
}

extension FileReading {
    /// How long a file must have been left alone before it is believed to be whole.
    fileprivate func rest(in place: Candidate.Place, _ limits: IntakeLimits) -> Duration {
        if isCutShort { return limits.halfWrittenFor }
        // A file in a Maildir was renamed there, and so is whole.
        return form == .lines && place == .folder ? limits.linesRestFor : .zero
    }

    fileprivate var fate: TakenFile.Fate {
        if faults.isEmpty { return .done }
        return records.isEmpty ? .rejected(faults) : .partly(faults, refused: refusedBytes)
    }
}
