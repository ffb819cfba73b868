package import Calendars
package import Cases
internal import Files
package import Intake
import JSON
internal import Rules

/// A folder whose files stay and are edited in place: each change of content is a new version.
///
/// A record without an id gets one from its file: `keep:NAME`, or `keep:NAME#n` in a file with
/// several records. At start every file is read once; a store that already has the records changes
/// nothing.
package actor EditableDirectorySource: Source {
    /// The state of a file when it was last read.
    private struct Seen {
        var stamp: FileStamp
        let digest: [UInt8]
    }

    package nonisolated let features: SourceFeatures = [.redelivers, .rejects, .revises]

    private let path: String
    private let settings: FolderSettings
    private let disk = DiskQueue()
    private let rejected: RejectedFiles
    private let conflicts: ConflictFolder
    private var watcher: FolderWatcher?
    private var seen: [FileName: Seen] = [:]
    private var scan: InboxScan?
    private var pending: [InboxFile] = []
    private var present: Set<FileName> = []
    private var inFlight: [FileName: Seen] = [:]
    private var reported = ReportedIssues()

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        disk.asUnownedSerialExecutor()
    }

    /// Creates a source for the folder `path`; its errors are explained in `rejected` below
    /// `state`.
    package init(path: String, state: String, settings: FolderSettings) {
        self.path = path
        self.settings = settings
        rejected = RejectedFiles(state: state)
        conflicts = ConflictFolder(state: state)
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
            if !draft.isFull {
                draft.issues += forgetDeleted(in: scan)
                endScan(&draft)
            }
        } catch {
            draft.issues.append(IOIssue(error))
            endScan(&draft)
        }
        draft.issues = reported.news(in: draft.issues)
        if draft.isLast { reported.endPass() }
        return draft.batch(scanEvery: settings.scanEvery)
    }

    package func accept(_ batch: Batch) -> [IOIssue] {
        defer { forget(batch) }
        let time = settings.clock()
        var issues: [IOIssue] = []
        for claimed in batch.files {
            let name = claimed.file.name
            do throws(FileError) {
                switch claimed.disposition {
                case .done: break
                case .rejected(let causes), .partly(let causes, _):
                    try rejected.explain(causes, of: name, at: time)
                }
                seen[name] = inFlight[name]
            } catch {
                issues.append(IOIssue(error))
            }
        }
        return issues
    }

    package func release(_ batch: Batch) {
        forget(batch)
        // The scan has passed these files, so the next one starts over.
        dropScan()
    }

    private func forget(_ batch: Batch) {
        for claimed in batch.files { inFlight[claimed.file.name] = nil }
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
        if let scan { return scan }
        // Renewed before the scan, so that files written from now on are noticed.
        draft.notices += watcher?.renew().map { IOIssue($0) } ?? []
        let scan = try InboxScan(of: path, isPlain: true)
        self.scan = scan
        return scan
    }

    private func endScan(_ draft: inout BatchDraft) {
        dropScan()
        draft.isLast = true
    }

    private func dropScan() {
        scan = nil
        pending = []
        present = []
    }

    private func nextFile(in scan: InboxScan) -> InboxFile? {
        if pending.isEmpty {
            pending = scan.next(limit: settings.limits.batchMessagesMax).reversed()
        }
        return pending.popLast()
    }

    private func take(_ file: InboxFile, in scan: InboxScan, into draft: inout BatchDraft) {
        let name = file.name
        present.insert(name)
        guard inFlight[name] == nil else { return }
        if let stamp = seen[name]?.stamp, stamp == scan.folder.stamp(of: name),
            // Two edits in quick succession may have the same time.
            stamp.age(at: draft.time) > .seconds(2)
        {
            return
        }
        let content = scan.folder.read(name, bytesMax: settings.limits.messageBytesMax)
        guard let reading = content.seen else {
            return draft.add(file, content, shown: scan.shown(file))
        }
        guard reading.digest != seen[name]?.digest else {
            seen[name]?.stamp = reading.stamp
            return
        }
        draft.add(
            file, content, shown: scan.shown(file),
            fallback: { number in .init("keep:\(name)" + (number.map { "#\($0)" } ?? "")) })
        if draft.files.last?.file == file {
            inFlight[name] = Seen(stamp: reading.stamp, digest: reading.digest)
        }
    }

    /// Drops deleted files, and reports that their records stay.
    private func forgetDeleted(in scan: InboxScan) -> [IOIssue] {
        let gone = seen.keys.filter { !present.contains($0) }.sorted()
        for name in gone { seen[name] = nil }
        // A folder that was emptied or is not mounted is reported as one issue.
        if gone.count > 10 {
            return [IOIssue(scan.folder.path, .severalDeleted(count: gone.count))]
        }
        return gone.map { IOIssue(scan.folder.shown($0), .deleted) }
    }
}

extension FileContent {
    /// The stamp and digest that identify the content; nil if it was not read.
    fileprivate var seen: (stamp: FileStamp, digest: [UInt8])? {
        switch self {
        case .whole(let bytes, let stamp): (stamp, SHA256.sha256(bytes))
        case .tooLarge(let stamp): (stamp, [])
        case .changing, .gone, .notFile, .failed: nil
        }
    }
}
