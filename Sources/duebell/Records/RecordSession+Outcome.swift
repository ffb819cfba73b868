import Calendars
import DirectoryIntake

extension RecordSession {
    /// The outcome of handing in a record.
    enum Outcome {
        case dryRun
        /// Recorded before under the same id, at a time; nil while it waits in the inbox.
        case again(Instant?)
        case taken
        case unwatched(path: String)
        case waiting(path: String)
        case refused(RejectionNote)

        /// The word for programs.
        var name: String {
            switch self {
            case .dryRun: "dry-run"
            case .again: "already-recorded"
            case .taken: "taken"
            case .unwatched: "unwatched"
            case .waiting: "waiting"
            case .refused: "refused"
            }
        }
    }
}
