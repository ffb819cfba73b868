package import Calendars
internal import Cases
internal import Files

/// A folder into which producers drop files: plainly, or by the Maildir protocol, or both.
///
/// A file leaves it only when its batch is accepted. One that was not understood at all goes to
/// `rejected`; of one that was understood in part the whole goes to `done` and a copy of the
/// refused pieces to `rejected`. Nothing in it is followed anywhere.
package actor DirectorySource: Source {
    private let path: String
    private let limits: IntakeLimits
    private let disk = DiskQueue()
    private var archive: Archive
    /// The pass that is under way or, after it, whose folders the files in flight are in.
    private var sweep: Sweep?
    private var isSweepOver = false
    private var pending: [Candidate] = []
    /// Files that are in a batch nobody has accepted or released yet.
    private var inFlight: Set<Candidate> = []
    /// What was reported in the last pass, and in this one: a trouble is told when it is new.
    private var toldBefore: Set<Trouble> = []
    private var told: Set<Trouble> = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        disk.asUnownedSerialExecutor()
    }

    /// Reads the folder `inbox`; `done` and `rejected` are made in the folder `state`.
    package init(
        inbox: String, state: String, accepted: AcceptedFiles = .keep,
        limits: IntakeLimits = IntakeLimits()
    ) {
        path = inbox
        self.limits = limits
        archive = Archive(state: state, policy: accepted)
    }

    package func next(at now: Instant, arrivedAt: Instant) -> Batch {
        var draft = BatchDraft()
        do throws(FileError) {
            let sweep = try currentSweep(at: now)
            while !draft.isFull(limits), let candidate = nextCandidate(in: sweep) {
                take(candidate, in: sweep, at: now, arrivedAt: arrivedAt, into: &draft)
            }
            draft.troubles += sweep.troubles
            if !draft.isFull(limits) { endSweep(&draft) }
        } catch {
            draft.troubles.append(Trouble(error))
            endSweep(&draft)
        }
        draft.troubles = news(in: draft.troubles)
        if draft.isLast {
            toldBefore = told
            told = []
        }
        return draft.batch(isKept: false)
    }

    package func accept(_ batch: Batch, at now: Instant) -> [Trouble] {
        defer { release(batch) }
        guard let sweep else { return [] }
        var troubles: [Trouble] = []
        for file in batch.files {
            do throws(FileError) {
                try finish(file, in: sweep, at: now)
            } catch {
                troubles.append(Trouble(error))
            }
        }
        return news(in: troubles)
    }

    package func release(_ batch: Batch) {
        inFlight.subtract(batch.files.map(\.candidate))
    }

    private func currentSweep(at now: Instant) throws(FileError) -> Sweep {
        if let sweep, !isSweepOver { return sweep }
        let sweep = try Sweep(of: path)
        sweep.clearDrafts(at: now)
        self.sweep = sweep
        isSweepOver = false
        return sweep
    }

    private func endSweep(_ draft: inout BatchDraft) {
        isSweepOver = true
        draft.isLast = true
    }

    /// Those of some troubles that were not told in this pass or the last.
    private func news(in troubles: [Trouble]) -> [Trouble] {
        troubles.filter { told.insert($0).inserted && !toldBefore.contains($0) }
    }

    private func nextCandidate(in sweep: Sweep) -> Candidate? {
        if pending.isEmpty { pending = sweep.scan(limit: limits.batchFilesMax).reversed() }
        return pending.popLast()
    }

    private func take(
        _ found: Candidate, in sweep: Sweep, at now: Instant, arrivedAt: Instant,
        into draft: inout BatchDraft
    ) {
        guard !inFlight.contains(found) else { return }
        do throws(FileError) {
            guard let candidate = try claim(found, in: sweep) else { return }
            let content = sweep.directory(of: candidate.place).read(
                candidate.name, bytesMax: limits.fileBytesMax)
            draft.take(
                candidate, content, shown: sweep.shown(candidate), at: now,
                arrivedAt: arrivedAt, limits: limits)
            if draft.files.last?.candidate == candidate { inFlight.insert(candidate) }
        } catch {
            draft.troubles.append(Trouble(error))
        }
    }

    /// Moves a file of `new` to `cur`; nil where somebody was quicker.
    private func claim(_ found: Candidate, in sweep: Sweep) throws(FileError) -> Candidate? {
        guard found.place == .new, let new = sweep.new, let claimed = sweep.claimed else {
            return found
        }
        guard let name = try Maildir.claim(found.name, from: new, to: claimed) else { return nil }
        return Candidate(place: .claimed, name: name)
    }

    private func finish(_ file: TakenFile, in sweep: Sweep, at now: Instant) throws(FileError) {
        let folder = sweep.directory(of: file.candidate.place)
        // What was written to or replaced since is another file, and is read again.
        guard folder.stamp(of: file.candidate.name) == file.stamp else { return }
        try archive.take(file.candidate.name, from: folder, fate: file.fate, at: now)
    }
}
