package import Calendars
package import Cases
internal import Files
package import Intake

/// A folder into which producers place files: directly, by the Maildir protocol, or both.
///
/// A file leaves the folder only once its batch is accepted. An unreadable file goes to `rejected`.
/// A partly readable file goes to `done` as a whole, with a copy of the rejected pieces in
/// `rejected`. Symbolic links in the folder are never followed.
package actor DirectorySource: Source {
    package nonisolated let features: SourceFeatures = [.redelivers, .rejects]

    private let path: String
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
        self.settings = settings
        rejected = RejectedFiles(state: state)
        conflicts = ConflictFolder(state: state)
        processed = ProcessedFiles(state: state, policy: accepted)
    }

    package func watch(_ onChange: @escaping @Sendable () -> Void) {
        watcher = FolderWatcher(folders: [path], onChange: onChange)
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
        let scan = try InboxScan(of: path)
        scan.clearDrafts(at: draft.time)
        self.scan = scan
        isScanOver = false
        return scan
    }

    private func endScan(_ draft: inout BatchDraft) {
        isScanOver = true
        draft.isLast = true
    }

    private func nextFile(in scan: InboxScan) -> InboxFile? {
        if pending.isEmpty {
            pending = scan.next(limit: settings.limits.batchMessagesMax).reversed()
        }
        return pending.popLast()
    }

    private func take(_ found: InboxFile, in scan: InboxScan, into draft: inout BatchDraft) {
        guard !inFlight.contains(found) else { return }
        do throws(FileError) {
            guard let file = try claim(found, in: scan) else { return }
            let content = scan.directory(of: file.place).read(
                file.name, bytesMax: settings.limits.messageBytesMax)
            draft.add(file, content, shown: scan.shown(file))
            if draft.files.last?.file == file { inFlight.insert(file) }
        } catch {
            draft.issues.append(IOIssue(error))
        }
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
        let folder = scan.directory(of: claimed.file.place)
        let name = claimed.file.name
        // A file changed or replaced since then is another file, and is read again.
        guard folder.stamp(of: name) == claimed.stamp else { return }
        switch claimed.disposition {
        case .done: try processed.take(name, from: folder, at: time)
        case .rejected(let causes):
            try rejected.take(name, from: folder, because: causes, at: time)
        case .partly(let causes, let refused):
            try rejected.write(
                refused, as: name.appending(".refused"), of: name, because: causes, at: time
            ) { () throws(FileError) in
                try processed.take(name, from: folder, at: time)
            }
        }
    }
}
