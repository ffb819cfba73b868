internal import Calendars
internal import Files
internal import Intake

/// One pass over an inbox: its plain files and, in a Maildir, `cur` and `new`.
final class InboxScan {
    let folder: Directory
    let new: Directory?
    let claimed: Directory?
    private(set) var issues: [IOIssue] = []
    private static let issuesMax = 100
    private var stages: [(InboxFile.Place, DirectoryEntries)]

    /// Reopens the folder, so that a replacement is found. `isPlain` ignores the Maildir folders.
    init(of path: String, isPlain: Bool = false) throws(FileError) {
        folder = try Directory(path: path)
        let isMaildir = !isPlain && Maildir.isMaildir(folder)
        new = isMaildir ? try Maildir(folder).new() : nil
        claimed = isMaildir ? try Maildir(folder).claimed() : nil
        stages = [(.folder, try DirectoryEntries(of: folder))]
        if let new, let claimed {
            // The last stage is processed first: previously claimed files are the oldest.
            stages.append((.new, try DirectoryEntries(of: new)))
            stages.append((.claimed, try DirectoryEntries(of: claimed)))
        }
    }

    /// Returns the next files that may hold records, ordered by name; empty at the end of the scan.
    func next(limit: Int) -> [InboxFile] {
        var found: [InboxFile] = []
        while found.count < limit, let (place, entries) = stages.last {
            guard let (name, kind) = entries.next() else {
                stages.removeLast()
                continue
            }
            if mayHoldRecords(name, kind, in: place) {
                found.append(InboxFile(place: place, name: name))
            }
        }
        return found.sorted { $0.name < $1.name }
    }

    func directory(of place: InboxFile.Place) -> Directory {
        switch place {
        case .folder: folder
        case .new: new ?? folder
        case .putAway: folder
        case .claimed: claimed ?? folder
        }
    }

    func shown(_ file: InboxFile) -> String {
        directory(of: file.place).shown(file.name)
    }

    /// Removes unfinished files left by producers.
    func clearDrafts(at now: Instant) {
        guard new != nil else { return }
        issues += Maildir(folder).clearDrafts(at: now).map { IOIssue($0) }
    }

    private func mayHoldRecords(
        _ name: FileName, _ kind: EntryKind, in place: InboxFile.Place
    ) -> Bool {
        let isIgnored = place == .folder ? name.isUnfinished : name.bytes.first == 0x2E
        if isIgnored, !InboxFile(place: place, name: name).isLeaving { return false }
        if kind == .file { return true }
        let isPart = place == .folder && new != nil && Maildir.isPart(name)
        // Beyond this number, further issues would not help a person.
        if !isPart, issues.count < Self.issuesMax {
            issues.append(
                IOIssue(
                    directory(of: place).shown(name), .noFile(kind: kind.name)))
        }
        return false
    }
}
