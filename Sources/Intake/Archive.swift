internal import Calendars
internal import Files
internal import Rules

/// What becomes of a file that was understood.
package enum AcceptedFiles: Sendable {
    /// Moved to `done/YYYY-MM-DD/`, the day by UTC.
    case keep
    case delete
}

/// Where received files go: `done` by day, `rejected` with the reason beside each.
struct Archive {
    private let state: String
    private let policy: AcceptedFiles
    private var done: (day: String, directory: Directory)?
    /// How often a name has come on that day, so that the next free one is found at once.
    private var copies: [FileName: Int] = [:]

    init(state: String, policy: AcceptedFiles) {
        self.state = state
        self.policy = policy
    }

    /// Takes a file out of a folder, its faults written down before it goes.
    mutating func take(
        _ name: FileName, from folder: Directory, fate: TakenFile.Fate, at now: Instant
    ) throws(FileError) {
        switch fate {
        case .done:
            try finish(name, from: folder, at: now)
        case .rejected(let faults):
            let rejected = try rejected()
            let kept = freeName(for: name, in: rejected)
            try explain(faults, of: name, as: kept, in: rejected, at: now)
            do throws(FileError) {
                try folder.move(name, to: rejected, as: kept)
            } catch {
                // It will be tried again, and must not leave an explanation each time.
                try? rejected.remove(kept.appending(Self.explanation))
                throw error
            }
        case .partly(let faults, let refused):
            let rejected = try rejected()
            let kept = freeName(for: name.appending(".refused"), in: rejected)
            try explain(faults, of: name, as: kept, in: rejected, at: now)
            do throws(FileError) {
                try rejected.write(refused, as: kept)
                try finish(name, from: folder, at: now)
            } catch {
                try? rejected.remove(kept)
                try? rejected.remove(kept.appending(Self.explanation))
                throw error
            }
        }
    }

    /// Writes down what is wrong with a file that stays where it is.
    func explain(
        _ faults: [IntakeFault], of name: FileName, at now: Instant
    ) throws(FileError) {
        try explain(faults, of: name, as: name, in: try rejected(), at: now)
    }

    /// Keeps bytes among what was refused, their faults written down first.
    func put(
        _ bytes: [UInt8], as name: FileName, because faults: [IntakeFault], at now: Instant
    ) throws(FileError) {
        let rejected = try rejected()
        let kept = freeName(for: name, in: rejected)
        try explain(faults, of: name, as: kept, in: rejected, at: now)
        try rejected.write(bytes, as: kept)
    }

    private func explain(
        _ faults: [IntakeFault], of name: FileName, as kept: FileName, in rejected: Directory,
        at now: Instant
    ) throws(FileError) {
        let document: JSON = [
            "file": .string(name.description),
            "at": .string(Self.spelled(now)),
            "errors": .array(faults.map(\.json)),
        ]
        let text = document.bytes(.indented) + [UInt8(ascii: "\n")]
        try rejected.write(text, as: kept.appending(Self.explanation))
    }

    private mutating func finish(
        _ name: FileName, from folder: Directory, at now: Instant
    ) throws(FileError) {
        guard policy == .keep else { return try folder.remove(name) }
        let directory = try done(on: Self.day(of: now))
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

    private func rejected() throws(FileError) -> Directory {
        try Directory(path: state).making("rejected")
    }

    private func freeName(for name: FileName, in rejected: Directory) -> FileName {
        // Room is left for the name of the explanation.
        let room = Self.explanation + ".1000000"
        let base = FileName(Array(name.bytes.prefix(FileName.bytesMax - room.utf8.count)))
        var free = base
        var copy = 0
        while rejected.holds(free) || rejected.holds(free.appending(Self.explanation)) {
            copy += 1
            free = base.appending(".\(copy)")
        }
        return free
    }

    private static let explanation = ".error.json"

    private static func day(of now: Instant) -> String {
        String(spelled(now).prefix(10))
    }

    /// RFC 3339 in UTC, to the second.
    private static func spelled(_ now: Instant) -> String {
        let time = Zone.utc.civil(at: now)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = time.date
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
            + "T\(two(time.hour)):\(two(time.minute)):\(two(time.second))Z"
    }
}

extension IntakeFault {
    fileprivate var json: JSON {
        [
            "line": .number(.integer(Int64(line))), "column": .number(.integer(Int64(column))),
            "pointer": .string(pointer), "reason": .string(reason),
            "accepted": .string(accepted),
        ]
    }
}
