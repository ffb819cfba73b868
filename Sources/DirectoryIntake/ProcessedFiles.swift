internal import Calendars
internal import Files

/// The treatment of an accepted file.
package enum AcceptedFiles: Sendable {
    /// The file is moved to `done/YYYY-MM-DD/`, by the day in UTC.
    case keep
    case delete
}

/// The folder `done` for accepted files, with a subfolder for each day.
struct ProcessedFiles {
    private let state: String
    private let policy: AcceptedFiles
    private var done: (day: String, directory: Directory)?
    /// The number of copies of each name on the current day, for finding the next free name.
    private var copies: [FileName: Int] = [:]

    /// Prepares the folder inside `state`, which is created when needed.
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
            // The folder may have been removed; the next file recreates it.
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
