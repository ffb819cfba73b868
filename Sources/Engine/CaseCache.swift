import Calendars
import Cases
import Foundation
import Rules

/// The large cases that were changed last, as they are stored: a burst of records about one
/// incident does not read the whole case for each record.
///
/// Small cases are not kept, and large ones not for long: the store holds all there is to know. A
/// case is used only if its head in the store is the one it was kept with, and it is kept only
/// after the commit of the transaction that stored it; each commit of a case changes its head.
final class CaseCache: @unchecked Sendable {
    /// A case with the head under which it is stored.
    struct Entry: Sendable {
        let head: [UInt8]
        let live: LiveCase
    }

    private struct Kept {
        let entry: Entry
        let usedAt: Instant
    }

    /// The total size of the cases that are kept, in reports and obligations.
    private static let sizeMax = 32_000
    /// The time for which an unused case is kept.
    private static let unusedMax = Duration.seconds(600)

    // A lock and not an actor: transactions cannot wait.
    private let lock = NSLock()
    private var kept: [Incident.ID: Kept] = [:]
    private var size = 0

    /// Takes a case out, to be changed in place; nil if it is not kept as it is stored.
    func take(_ incident: Incident.ID, head: [UInt8]) -> LiveCase? {
        lock.withLock {
            guard let found = remove(incident), found.entry.head == head else { return nil }
            return found.entry.live
        }
    }

    /// Keeps the large ones of some cases, which have been committed, and lets go of what has not
    /// been used for long.
    func keep(_ entries: [Entry], at now: Instant) {
        lock.withLock {
            for entry in entries {
                let incident = entry.live.current.id
                _ = remove(incident)
                guard entry.live.isLarge, entry.live.size <= Self.sizeMax else { continue }
                kept[incident] = Kept(entry: entry, usedAt: now)
                size += entry.live.size
            }
            guard !kept.isEmpty else { return }
            for (incident, one) in kept where now - one.usedAt > Self.unusedMax {
                _ = remove(incident)
            }
            while size > Self.sizeMax,
                let oldest = kept.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                _ = remove(oldest.key)
            }
        }
    }

    private func remove(_ incident: Incident.ID) -> Kept? {
        guard let found = kept.removeValue(forKey: incident) else { return nil }
        size -= found.entry.live.size
        return found
    }
}
