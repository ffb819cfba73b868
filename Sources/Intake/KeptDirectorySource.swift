package import Calendars
internal import Cases
internal import Files
internal import Rules

/// A folder whose files stay and are edited in place: each new content is a new version.
///
/// A record without an id takes it from its file, `keep:NAME`, or `keep:NAME#n` where a file has
/// several. At start every file is read once; a store that has its records changes nothing.
package actor KeptDirectorySource: Source {
    /// A file as it was when it was last taken.
    private struct Seen {
        var stamp: FileStamp
        let digest: [UInt8]
    }

    private let path: String
    private let limits: IntakeLimits
    private let disk = DiskQueue()
    private let archive: Archive
    private var seen: [FileName: Seen] = [:]
    private var sweep: Sweep?
    private var pending: [Candidate] = []
    private var present: Set<FileName> = []
    private var inFlight: [FileName: Seen] = [:]
    private var toldBefore: Set<Trouble> = []
    private var told: Set<Trouble> = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        disk.asUnownedSerialExecutor()
    }

    /// Reads the folder `path`; what is wrong in it is explained in `rejected` below `state`.
    package init(path: String, state: String, limits: IntakeLimits = IntakeLimits()) {
        self.path = path
        self.limits = limits
        archive = Archive(state: state, policy: .keep)
    }

    package func next(at now: Instant, arrivedAt: Instant) -> Batch {
        var draft = BatchDraft()
        do throws(FileError) {
            let sweep = try currentSweep()
            while !draft.isFull(limits), let candidate = nextCandidate(in: sweep) {
                take(candidate, in: sweep, at: now, arrivedAt: arrivedAt, into: &draft)
            }
            draft.troubles += sweep.troubles
            if !draft.isFull(limits) {
                draft.troubles += forgetDeleted(in: sweep)
                endSweep(&draft)
            }
        } catch {
            draft.troubles.append(Trouble(error))
            endSweep(&draft)
        }
        draft.troubles = draft.troubles.filter {
            told.insert($0).inserted && !toldBefore.contains($0)
        }
        if draft.isLast {
            toldBefore = told
            told = []
        }
        return draft.batch(isKept: true)
    }

    package func accept(_ batch: Batch, at now: Instant) -> [Trouble] {
        defer { release(batch) }
        var troubles: [Trouble] = []
        for file in batch.files {
            let name = file.candidate.name
            do throws(FileError) {
                switch file.fate {
                case .done: break
                case .rejected(let faults), .partly(let faults, _):
                    try archive.explain(faults, of: name, at: now)
                }
                seen[name] = inFlight[name]
            } catch {
                troubles.append(Trouble(error))
            }
        }
        return troubles
    }

    package func release(_ batch: Batch) {
        for file in batch.files { inFlight[file.candidate.name] = nil }
    }

    private func currentSweep() throws(FileError) -> Sweep {
        if let sweep { return sweep }
        let sweep = try Sweep(of: path, isPlain: true)
        self.sweep = sweep
        return sweep
    }

    private func endSweep(_ draft: inout BatchDraft) {
        sweep = nil
        pending = []
        present = []
        draft.isLast = true
    }

    private func nextCandidate(in sweep: Sweep) -> Candidate? {
        if pending.isEmpty { pending = sweep.scan(limit: limits.batchFilesMax).reversed() }
        return pending.popLast()
    }

    private func take(
        _ candidate: Candidate, in sweep: Sweep, at now: Instant, arrivedAt: Instant,
        into draft: inout BatchDraft
    ) {
        let name = candidate.name
        present.insert(name)
        guard inFlight[name] == nil else { return }
        if let stamp = seen[name]?.stamp, stamp == sweep.folder.stamp(of: name),
            // Two edits may bear the same time if they come close upon one another.
            stamp.age(at: now) > .seconds(2)
        {
            return
        }
        let content = sweep.folder.read(name, bytesMax: limits.fileBytesMax)
        guard let reading = content.seen else {
            return draft.take(
                candidate, content, shown: sweep.shown(candidate), at: now,
                arrivedAt: arrivedAt, limits: limits)
        }
        guard reading.digest != seen[name]?.digest else {
            seen[name]?.stamp = reading.stamp
            return
        }
        draft.take(
            candidate, content, shown: sweep.shown(candidate), at: now, arrivedAt: arrivedAt,
            limits: limits,
            fallback: { number in .init("keep:\(name)" + (number.map { "#\($0)" } ?? "")) })
        if draft.files.last?.candidate == candidate {
            inFlight[name] = Seen(stamp: reading.stamp, digest: reading.digest)
        }
    }

    /// Says of files that have gone that nothing follows from it.
    private func forgetDeleted(in sweep: Sweep) -> [Trouble] {
        let gone = seen.keys.filter { !present.contains($0) }.sorted()
        for name in gone { seen[name] = nil }
        let meaning = "their records stand, for a deleted file takes nothing back"
        // A folder that was cleared, or is not mounted, is one thing to tell.
        if gone.count > 10 {
            return [Trouble(sweep.folder.path, "\(gone.count) files were deleted; \(meaning)")]
        }
        return gone.map { Trouble(sweep.folder.shown($0), "was deleted; \(meaning)") }
    }
}

extension FileContent {
    /// By what the content is known again; nil where it was not read.
    fileprivate var seen: (stamp: FileStamp, digest: [UInt8])? {
        switch self {
        case .whole(let bytes, let stamp): (stamp, Digest.sha256(bytes))
        case .tooLarge(let stamp): (stamp, [])
        case .changing, .gone, .notFile, .failed: nil
        }
    }
}
