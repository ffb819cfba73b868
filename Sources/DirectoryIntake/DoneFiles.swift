package import Calendars
package import Files

/// The files of `done` in the state folder, for removing those of past days.
package struct DoneFiles: Sendable {
    private let state: String

    package init(state: String) {
        self.state = state
    }

    /// Removes files of days before that of an instant, at most `limit`, and the folders that have
    /// become empty; returns the number of removed files.
    ///
    /// Folders whose names are not days stay as they are.
    package func remove(before instant: Instant, limit: Int) throws(FileError) -> Int {
        let first = instant.dayByUTC
        var removed = 0
        guard let done = try existing() else { return 0 }
        for day in try days(of: done) where day < first {
            let folder = try Directory(day, in: done)
            let entries = try DirectoryEntries(of: folder)
            while removed < limit, let (name, kind) = entries.next() {
                guard kind == .file else { continue }
                try folder.remove(name)
                removed += 1
            }
            guard removed < limit else { break }
            done.removeEmpty(day)
        }
        return removed
    }

    private func existing() throws(FileError) -> Directory? {
        do throws(FileError) {
            return try Directory("done", in: try Directory(path: state))
        } catch {
            if error.isAbsence { return nil }
            throw error
        }
    }

    /// Returns the names of the day folders, the oldest first.
    private func days(of done: Directory) throws(FileError) -> [String] {
        let entries = try DirectoryEntries(of: done)
        var days: [String] = []
        while let (name, kind) = entries.next() {
            let text = name.description
            if kind == .directory, Self.isDay(text) { days.append(text) }
        }
        return days.sorted()
    }

    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard parts.map(\.count) == [4, 2, 2], numbers.count == 3 else { return false }
        return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) != nil
    }
}
