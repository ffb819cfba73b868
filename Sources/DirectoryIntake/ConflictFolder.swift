internal import Calendars
internal import Cases
internal import Files
internal import Intake
import JSON
internal import Rules

/// The folder `rejected` as the place for records rejected by the store, with their causes.
struct ConflictFolder: Sendable {
    private let rejected: RejectedFiles

    init(state: String) {
        rejected = RejectedFiles(state: state)
    }

    /// Writes a record and the cause of its rejection.
    func take(
        _ record: Record, because cause: Rejection.Cause, at now: Instant
    ) throws(FileError) {
        let name = FileName("conflict-\(record.digest.prefix(16)).json")
        try rejected.write(
            JSON.object(record.body).bytes(.indented), as: name, of: name, because: [cause],
            at: now)
    }
}
