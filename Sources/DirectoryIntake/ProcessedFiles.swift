internal import Calendars
internal import Files

/// The treatment of a file that was understood.
package enum AcceptedFiles: Sendable {
    /// Moved to `done/YYYY-MM-DD/`, the day by UTC.
    case keep
    case delete
}

/// The folder `done` with a folder for each day, into which files go that were understood.
struct ProcessedFiles {
    private let state: String
    private let policy: AcceptedFiles
    private var done: (day: String, directory: Directory)?
    /// The number of copies by name on that day, so that the next free one is found at once.
    private var copies: [FileName: Int] = [:]

    /// Makes the folder in the folder `state` when it is needed.
    init(state: String, policy: AcceptedFiles) {
        self.state = state
        self.policy = policy
    }

    /// Moves a file out of its folder, or removes it.
    mutating func take(
        _ name: FileName, from folder: Directory, at now: Instant
    ) throws(FileError) {
        guard policy == .keep else { return try folder.remove(name) }
        let directory = try done(on: now.dayByUTC)
        var free = name
        while directory.holds(free) {
            let copy = copies[name, default: 0] + 1
            copies[name] = copy
            free = name.appending(".\(copy)")
        }
        do throws(FileError) {
            try folder.move(name, to: directory, as: free)
        } catch {
            // The folder may have been cleared away under us; the next file makes it anew.
            done = nil
            throw error
        }
    }

    private mutating func done(on day: String) throws(FileError) -> Directory {
        if let done, done.day == day { return done.directory }
        let directory = try Directory(path: state).making("done").making(day)
        done = (day, directory)
        copies = [:]
        return directory
    }
}
