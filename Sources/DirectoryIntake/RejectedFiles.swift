internal import Calendars
internal import Files
internal import Intake
import JSON
internal import Rules

/// The folder `rejected` for unreadable files, with the causes next to each.
struct RejectedFiles: Sendable {
    private static let explanation = ".error.json"

    private let state: String

    /// Prepares the folder inside `state`, which is created when needed.
    init(state: String) {
        self.state = state
    }

    /// Writes down the errors in a file that stays in its place.
    func explain(
        _ causes: [Rejection.Cause], of name: FileName, at now: Instant
    ) throws(FileError) {
        try explain(causes, of: name, as: name, in: try directory(), at: now)
    }

    /// Moves a file into the folder after writing down the causes; returns its new place.
    func take(
        _ departure: Departure, because causes: [Rejection.Cause], at now: Instant
    ) throws(FileError) -> (outcome: Departure.Outcome, place: PutAwayFile?) {
        let rejected = try directory()
        let name = departure.file.ownName
        let kept = freeName(for: name, in: rejected)
        try explain(causes, of: name, as: kept, in: rejected, at: now)
        do throws(FileError) {
            let outcome = try departure.take(to: (rejected, kept))
            if case .replaced = outcome { try rejected.remove(kept.appending(Self.explanation)) }
            return (outcome, PutAwayFile(place: .rejected, name: kept))
        } catch {
            // The move will be retried, and must not leave an explanation each time.
            try? rejected.remove(kept.appending(Self.explanation))
            throw error
        }
    }

    /// Removes the explanation of a file that is understood after all.
    func retract(_ name: FileName) throws(FileError) {
        do throws(FileError) {
            try directory().remove(name.appending(Self.explanation))
        } catch {
            if !error.isAbsence { throw error }
        }
    }

    /// Returns true if a name is that of a file moved here as a whole.
    static func isWhole(_ name: FileName) -> Bool {
        !name.hasSuffix(explanation) && !name.hasPrefix("conflict-")
            && !name.description.contains(".refused")
    }

    /// Opens the folder; throws if there is none.
    func existing() throws(FileError) -> Directory {
        try Directory("rejected", in: try Directory(path: state))
    }

    /// Writes the causes and then the bytes, and runs `body`; undoes the writing if any of it
    /// fails.
    func write<T>(
        _ bytes: [UInt8], as name: FileName, of origin: FileName, because causes: [Rejection.Cause],
        at now: Instant, with body: () throws(FileError) -> T = {}
    ) throws(FileError) -> T {
        let rejected = try directory()
        let kept = freeName(for: name, in: rejected)
        try explain(causes, of: origin, as: kept, in: rejected, at: now)
        do throws(FileError) {
            try rejected.write(bytes, as: kept)
            return try body()
        } catch {
            try? rejected.remove(kept)
            try? rejected.remove(kept.appending(Self.explanation))
            throw error
        }
    }

    private func explain(
        _ causes: [Rejection.Cause], of name: FileName, as kept: FileName, in rejected: Directory,
        at now: Instant
    ) throws(FileError) {
        let document: JSON = [
            "file": .string(name.description),
            "at": .string(now.textByUTC),
            "errors": .array(causes.map(\.json)),
        ]
        let text = InvisibleCharacters.escaped(in: document.serialized(.indented)) + "\n"
        try rejected.write(Array(text.utf8), as: kept.appending(Self.explanation))
    }

    private func directory() throws(FileError) -> Directory {
        try Directory(path: state).making("rejected")
    }

    private func freeName(for name: FileName, in rejected: Directory) -> FileName {
        // Leaves room for the name of the explanation.
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
}

extension Rejection.Cause {
    fileprivate var json: JSON {
        [
            "line": .number(.integer(Int64(line))), "column": .number(.integer(Int64(column))),
            "pointer": .string(pointer), "reason": .string(reason),
            "accepted": .string(accepted),
        ]
    }
}
