import Calendars
import Cases
import Deliveries
import JSON
import Rules
import Storage

extension StoreReader {
    /// Returns the state of Duebell, from one snapshot.
    package func status() async throws -> WatcherStatus {
        let (rulebook, now) = (rulebook, now)
        return try await read { snapshot in
            var status = WatcherStatus(now: now)
            status.aliveAt = try snapshot.marker(MarkerKey.alive)
            status.startedAt = try snapshot.marker(MarkerKey.started)
            status.rules = try snapshot.rulesInForce()
            let changes = try snapshot.journal(of: nil).reversed().lazy.compactMap {
                RulesChange($0)
            }
            status.change = changes.first { $0.digest == status.rules?.digest }
            status.lastRecord = try snapshot.latestRecord()
            status.openCount = try snapshot.countOwed(matching: OwedFilter(), isOpen: true)
            status.overdueCount = try snapshot.countOwed(
                matching: OwedFilter(status: .init([.overdue], at: now)), isOpen: true)
            status.questionsCount = try snapshot.countOpenQuestions()
            status.setAside = try snapshot.headings(
                matching: CaseFilter(isSetAside: true), limit: 1_000, after: nil
            ).map(\.incident)
            try status.addMessages(snapshot, rulebook)
            status.nextAt = try snapshot.earliestDue()
            status.expiries = rulebook.expiries(at: now)
            return status
        }
    }
}

extension WatcherStatus {
    /// The time after which a waiting message needs an explanation.
    private static let waitMax = Duration.seconds(900)

    fileprivate mutating func addMessages(
        _ snapshot: any StoreSnapshot, _ rulebook: Rulebook
    ) throws {
        let counts = try snapshot.counts()
        waitingCount = counts.deliveriesWaiting
        oldestWaiting = counts.oldestWaitingDueAt
        stuck = try snapshot.oldestWaiting(
            decidedBefore: now - Self.waitMax,
            unless: WaitExcuse([.muted, .rate], isRequest: true))
        channelsCount = rulebook.channels.count
        for channel in rulebook.channels.keys.sorted() {
            guard let until = try snapshot.marker(MarkerKey.failing(channel.text)), until > now
            else { continue }
            failing.append((channel, until - DispatchMachine.failingMax))
        }
    }
}

extension RulesChange {
    fileprivate init?(_ row: JournalRow) {
        let entries = (try? JSONReader.read(row.body, limits: .stored))?.array ?? []
        guard let change = entries.lazy.compactMap(RulesChange.init(coded:)).first else {
            return nil
        }
        self = change
    }
}
