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

    /// Returns the folder of a day; throws if it cannot be opened.
    func folder(of day: String) throws(FileError) -> Directory {
        if let done, done.day == day { return done.directory }
        return try Directory(day, in: try Directory("done", in: try Directory(path: state)))
    }

    /// Moves a file out of its folder, or removes it; returns its new place, nil for none.
    mutating func take(
        _ departure: Departure, at now: Instant
    ) throws(FileError) -> (outcome: Departure.Outcome, place: PutAwayFile?) {
        guard policy == .keep else { return (try departure.take(to: nil), nil) }
        let day = now.dayByUTC
        let directory = try done(on: day)
        let name = departure.file.ownName
        var free = name
        while directory.holds(free) {
            let copy = copies[name, default: 0] + 1
            copies[name] = copy
            free = name.appending(".\(copy)")
        }
        do throws(FileError) {
            let outcome = try departure.take(to: (directory, free))
            return (outcome, PutAwayFile(place: .done(day: day), name: free))
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
