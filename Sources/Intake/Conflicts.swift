package import Calendars
package import Cases
internal import Files
internal import Rules

/// Keeps records that could be read and were yet refused, with the reason beside each.
package struct Conflicts: Sendable {
    private let state: String

    /// They go to the folder `rejected` in the folder `state`.
    package init(state: String) {
        self.state = state
    }

    /// Writes a record and why it was refused; says what kept it from doing so.
    package func keep(_ record: Record, reason: String, at now: Instant) -> Trouble? {
        let fault = IntakeFault(
            line: 1, column: 1, pointer: "/id", reason: reason, accepted: "a new id")
        let name = FileName("conflict-\(record.digest.prefix(16)).json")
        do throws(FileError) {
            try Archive(state: state, policy: .keep).put(
                JSON.object(record.body).bytes(.indented), as: name, because: [fault], at: now)
            return nil
        } catch {
            return Trouble(error)
        }
    }
}
