internal import Calendars
internal import Files

/// One pass over an inbox: the plain files in it and, where it is a Maildir, `cur` and `new`.
final class Sweep {
    let folder: Directory
    let new: Directory?
    let claimed: Directory?
    private(set) var troubles: [Trouble] = []
    private static let troublesMax = 100
    private var stages: [(Candidate.Place, DirectoryEntries)]

    /// Opens the folder anew, so that one that was replaced is found; plain: it is no Maildir.
    init(of path: String, isPlain: Bool = false) throws(FileError) {
        folder = try Directory(path: path)
        let isMaildir = !isPlain && Maildir.isMaildir(folder)
        new = isMaildir ? try Maildir(folder).new() : nil
        claimed = isMaildir ? try Maildir(folder).claimed() : nil
        stages = [(.folder, try DirectoryEntries(of: folder))]
        if let new, let claimed {
            // The last is taken first: what was claimed before is the oldest.
            stages.append((.new, try DirectoryEntries(of: new)))
            stages.append((.claimed, try DirectoryEntries(of: claimed)))
        }
    }

    /// The next files that may hold records, in order of their names; none when it is over.
    func scan(limit: Int) -> [Candidate] {
        var found: [Candidate] = []
        while found.count < limit, let (place, entries) = stages.last {
            guard let (name, kind) = entries.next() else {
                stages.removeLast()
                continue
            }
            if isCandidate(name, kind, in: place) {
                found.append(Candidate(place: place, name: name))
            }
        }
        return found.sorted { $0.name < $1.name }
    }

    func directory(of place: Candidate.Place) -> Directory {
        switch place {
        case .folder: folder
        case .new: new ?? folder
        case .claimed: claimed ?? folder
        }
    }

    func shown(_ candidate: Candidate) -> String {
        directory(of: candidate.place).shown(candidate.name)
    }

    /// Removes what producers left unfinished.
    func clearDrafts(at now: Instant) {
        guard new != nil else { return }
        troubles += Maildir(folder).clearDrafts(at: now).map { Trouble($0) }
    }

    private func isCandidate(
        _ name: FileName, _ kind: EntryKind, in place: Candidate.Place
    ) -> Bool {
        let isIgnored = place == .folder ? name.isUnfinished : name.bytes.first == 0x2E
        if isIgnored { return false }
        if kind == .file { return true }
        let isPart = place == .folder && new != nil && Maildir.isPart(name)
        // However many there are, a person has seen enough by then.
        if !isPart, troubles.count < Self.troublesMax {
            troubles.append(
                Trouble(
                    directory(of: place).shown(name),
                    "\(kind.name) is no record and was left alone"))
        }
        return false
    }
}
