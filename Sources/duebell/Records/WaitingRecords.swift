import Calendars
import Cases
import DirectoryIntake
import Files
import Foundation
import Intake
import Rules
import Storage

/// The records in an inbox that no watcher has taken yet.
struct WaitingRecords {
    let records: [Record]
    /// True if there are too many files to look through.
    let isPartial: Bool

    /// The number of files up to which they are looked through.
    private static let filesMax = 1_000

    /// Reads the queue of a store.
    init(of queue: any MessageQueue, at now: Instant) async throws {
        let messages = try await queue.waitingMessages(limit: Self.filesMax + 1)
        isPartial = messages.count > Self.filesMax
        records = messages.prefix(Self.filesMax).flatMap { message in
            RecordReader.read(
                message.body, origin: message.origin, arrivedAt: now,
                recordBytesMax: IntakeLimits().recordBytesMax
            ).records
        }
    }

    /// Reads an inbox, a folder or a Maildir; one that cannot be read holds nothing.
    init(of inbox: String) {
        let isMaildir = (try? Directory(path: inbox)).map(Maildir.isMaildir) ?? false
        let folder = isMaildir ? inbox + "/new" : inbox
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        isPartial = names.count > Self.filesMax
        records =
            isPartial || names.isEmpty ? [] : (try? RecordFiles.read(folder))?.records ?? []
    }
}
