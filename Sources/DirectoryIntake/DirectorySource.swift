package import Calendars
package import Cases
internal import Files
package import Intake

/// A folder into which producers place files: directly, by the Maildir protocol, or both.
///
/// A file leaves the folder only once its batch is accepted and no process holds it open for
/// writing; until then its complete records are taken as they come. A file written to after it
/// left is read where it is. An unreadable file goes to `rejected`. A partly readable file goes to
/// `done` as a whole, with a copy of the rejected pieces in `rejected`. Symbolic links in the
/// folder are never followed.
package actor DirectorySource: Source {
    package nonisolated let features: SourceFeatures = [.redelivers, .rejects]

    private let path: String
    private let state: String
    private let settings: FolderSettings
    private let disk = DiskQueue()
    private let rejected: RejectedFiles
    private let conflicts: ConflictFolder
    private var processed: ProcessedFiles
    private var watcher: FolderWatcher?
    /// The current scan or, after its end, the scan that holds the folders of the files in flight.
    private var scan: InboxScan?
    private var isScanOver = false
    private var pending: [InboxFile] = []
    /// The files in batches not yet accepted or released.
    private var inFlight: Set<InboxFile> = []
    /// The files read in part, with the place up to which they were read.
    private var points: [InboxFile: ReadingPoint] = [:]
    /// The files that were left in the folder, with the time at which they were found.
    private var since: [InboxFile: Instant] = [:]
    /// The files found in the current scan that are known from an earlier one.
    private var found: Set<InboxFile> = []
    private var putAway = PutAwayFiles()
    private var writes: FolderWatcher?
    private var reported = ReportedIssues()

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        disk.asUnownedSerialExecutor()
    }

    /// Creates a source for the folder `inbox`; the folders `done` and `rejected` are created in
    /// `state`.
    package init(
        inbox: String, state: String, accepted: AcceptedFiles = .keep, settings: FolderSettings
    ) {
        path = inbox
        self.state = state
        self.settings = settings
        rejected = RejectedFiles(state: state)
        conflicts = ConflictFolder(state: state)
        processed = ProcessedFiles(state: state, policy: accepted)
    }

    package func watch(_ onChange: @escaping @Sendable () -> Void) {
        watcher = FolderWatcher(folders: [path], onChange: onChange)
        writes = FolderWatcher(folders: [], isOfWriting: true) { [note = putAway.note] in
            note()
            onChange()
        }
    }

    package func next(at now: Instant) -> Batch {
        var draft = BatchDraft(time: settings.clock(), arrivedAt: now, limits: settings.limits)
        do throws(FileError) {
            let scan = try currentScan(&draft)
            while !draft.isFull, let file = nextFile(in: scan) {
                take(file, in: scan, into: &draft)
            }
            draft.issues += scan.issues
            if !draft.isFull { endScan(&draft) }
        } catch {
            draft.issues.append(IOIssue(error))
            endScan(&draft)
        }
        draft.issues = reported.news(in: draft.issues)
        if draft.isLast { reported.endPass() }
        return draft.batch(scanEvery: settings.scanEvery)
    }

    package func accept(_ batch: Batch) -> [IOIssue] {
        defer { inFlight.subtract(batch.files.map(\.file)) }
        guard let scan else { return [] }
        let time = settings.clock()
        var issues: [IOIssue] = []
        for file in batch.files {
            do throws(FileError) {
                try finish(file, in: scan, at: time)
            } catch {
                issues.append(IOIssue(error))
            }
        }
        return reported.news(in: issues)
    }

    package func release(_ batch: Batch) {
        inFlight.subtract(batch.files.map(\.file))
        putAway.note()
        // The scan has passed these files, so the next one starts over.
        isScanOver = true
        pending = []
    }

    package func reject(
        _ record: Record, because cause: Rejection.Cause, in batch: Batch
    ) -> [IOIssue] {
        do throws(FileError) {
            try conflicts.take(record, because: cause, at: settings.clock())
            return []
        } catch {
            return [IOIssue(error)]
        }
    }

    private func currentScan(_ draft: inout BatchDraft) throws(FileError) -> InboxScan {
        if let scan, !isScanOver { return scan }
        // Renewed before the scan, so that files written from now on are noticed.
        draft.notices += watcher?.renew().map { IOIssue($0) } ?? []
        let days = [draft.time, draft.time - .seconds(86_400)].map(\.dayByUTC)
        _ = writes?.renew(
            folders: days.map { state + "/done/" + $0 } + [state + "/rejected"])
        let scan = try InboxScan(of: path)
        scan.clearDrafts(at: draft.time)
        self.scan = scan
        isScanOver = false
        takeWritten(into: &draft)
        return scan
    }

    private func endScan(_ draft: inout BatchDraft) {
        isScanOver = true
        draft.isLast = true
        points = points.filter { found.contains($0.key) }
        since = since.filter { found.contains($0.key) }
        found = []
        if putAway.isWaiting { draft.lookAgain(at: draft.time + Self.unnamedEvery) }
    }

    /// The interval at which files without a name are examined.
    private static let unnamedEvery = Duration.seconds(5)

    private func nextFile(in scan: InboxScan) -> InboxFile? {
        if pending.isEmpty {
            pending = scan.next(limit: settings.limits.batchMessagesMax).reversed()
        }
        return pending.popLast()
    }

    private func take(_ found: InboxFile, in scan: InboxScan, into draft: inout BatchDraft) {
        guard !inFlight.contains(found) else {
            self.found.insert(found)
            return
        }
        do throws(FileError) {
            guard let file = try claim(found, in: scan) else { return }
            let directory = scan.directory(of: file.place)
            switch directory.opened(file.name) {
            case .failure(let unread):
                draft.addUnread(file, unread.content, shown: scan.shown(file))
            case .success(let (open, stamp)):
                try read(file, open, stamp, shown: scan.shown(file), into: &draft)
            }
            let isTaken = draft.files.last?.file == file
            if isTaken { inFlight.insert(file) }
            guard points[file] != nil || since[file] != nil || !isTaken else { return }
            self.found.insert(file)
            since[file] = since[file] ?? draft.time
        } catch {
            draft.issues.append(IOIssue(error))
        }
    }

    private func read(
        _ file: InboxFile, _ open: OpenFile, _ stamp: FileStamp, shown: String,
        into draft: inout BatchDraft
    ) throws(FileError) {
        let point = points[file].flatMap { $0.holds(in: open, stamp) ? $0 : nil }
        points[file] = point
        let bytesMax = settings.limits.messageBytesMax
        if point == nil, stamp.size > bytesMax, writers(of: open) != .some {
            return draft.addUnread(file, .tooLarge(stamp), shown: shown)
        }
        // Nothing is new, and the file is still being written.
        if let point, point.offset == stamp.size, writers(of: open) == .some {
            return draft.lookAgain(at: draft.time + .seconds(1))
        }
        let part = try FilePart(
            of: open, stamp, after: point, bytesMax: bytesMax, since: since[file] ?? draft.time,
            shown: shown)
        draft.add(file, part, shown: shown) { writers(of: open) == .some }
    }

    /// Reads what was written to files after they left the folder.
    private func takeWritten(into draft: inout BatchDraft) {
        for (found, open, stamp) in putAway.written(at: draft.time, processed, rejected) {
            let file = InboxFile(place: .putAway(found.place), name: found.name)
            guard !inFlight.contains(file) else { continue }
            let shown = "\(found.name)"
            points[file] = putAway.point(of: found)
            do throws(FileError) {
                try read(file, open, stamp, shown: shown, into: &draft)
            } catch {
                draft.issues.append(IOIssue(error))
            }
            points[file] = nil
            if draft.files.last?.file == file {
                inFlight.insert(file)
            } else {
                putAway.note()
            }
        }
    }

    private func writers(of file: OpenFile) -> OpenFile.Writers {
        settings.asksForWriters ? file.writers() : .unknown
    }

    /// Moves a file from `new` to `cur`; nil if another reader was faster.
    private func claim(_ found: InboxFile, in scan: InboxScan) throws(FileError) -> InboxFile? {
        guard found.place == .new, let new = scan.new, let claimed = scan.claimed else {
            return found
        }
        guard let name = try Maildir.claim(found.name, from: new, to: claimed) else { return nil }
        return InboxFile(place: .claimed, name: name)
    }

    private func finish(
        _ claimed: ClaimedFile, in scan: InboxScan, at time: Instant
    ) throws(FileError) {
        if case .putAway(let place) = claimed.file.place {
            let file = PutAwayFile(place: place, name: claimed.file.name)
            return try finish(claimed, putAway: file, at: time)
        }
        let folder = scan.directory(of: claimed.file.place)
        // A file replaced since then is another file, and is read again.
        guard case .success(let (file, _)) = folder.opened(claimed.file.name) else { return }
        let writers = settings.asksForWriters ? file.lease() : .unknown
        defer { file.endLease() }
        guard let stamp = file.stamp else { return }
        guard claimed.isWhole, writers != .some, stamp == claimed.stamp else {
            guard let point = claimed.point, point.holds(in: file, stamp) else {
                points[claimed.file] = nil
                return
            }
            try writeRefused(of: claimed, at: time)
            points[claimed.file] = point
            return
        }
        let departure = Departure(folder: folder, file: claimed.file, stamp: stamp)
        let (outcome, place) = try take(departure, claimed.disposition, at: time)
        points[claimed.file] = nil
        since[claimed.file] = nil
        switch (outcome, place) {
        case (.moved, let place?): putAway.add(place, claimed.point)
        case (.unnamed, _) where writers == .unknown || !file.isLeaseIntact:
            putAway.hold(file, claimed.file.ownName, claimed.point, at: time)
        default: break
        }
    }

    private func take(
        _ departure: Departure, _ disposition: Disposition, at time: Instant
    ) throws(FileError) -> (outcome: Departure.Outcome, place: PutAwayFile?) {
        switch disposition {
        case .done: return try processed.take(departure, at: time)
        case .rejected(let causes):
            return try rejected.take(departure, because: causes, at: time)
        case .partly(let causes, let refused):
            let name = departure.file.ownName
            return try rejected.write(
                refused, as: name.appending(".refused"), of: name, because: causes, at: time
            ) { () throws(FileError) in try processed.take(departure, at: time) }
        }
    }

    /// Finishes a file that had left the folder before.
    private func finish(
        _ claimed: ClaimedFile, putAway file: PutAwayFile, at time: Instant
    ) throws(FileError) {
        guard file.place == .rejected, claimed.isWhole, case .done = claimed.disposition else {
            if file.place != .rejected { try writeRefused(of: claimed, at: time) }
            return putAway.accept(file, claimed)
        }
        let departure = Departure(
            folder: try rejected.existing(), file: claimed.file, stamp: claimed.stamp)
        let (outcome, place) = try processed.take(departure, at: time)
        if case .replaced = outcome { return }
        try rejected.retract(file.name)
        putAway.forget(file)
        if let place { putAway.add(place, claimed.point) }
    }

    /// Keeps the pieces that were refused of a file that stays in its place.
    private func writeRefused(of claimed: ClaimedFile, at time: Instant) throws(FileError) {
        guard case .partly(let causes, let refused) = claimed.disposition else { return }
        let name = claimed.file.ownName
        try rejected.write(
            refused, as: name.appending(".refused"), of: name, because: causes, at: time)
    }
}
