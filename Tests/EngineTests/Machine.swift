import Calendars
import Cases
import DirectoryIntake
import Engine
import Files
import Foundation
import Intake
import Logging
import Rules
import SQLiteStore
import Storage
import TestSupport
import Transports
import Watcher

/// The services of one watcher, assembled as by `Watcher`, none of them running.
struct Machine {
    static let zones: @Sendable (String) -> Zone? = ZoneFiles().zone(named:)

    let store: FaultyStore
    let runtime: Runtime
    let intake: IntakeService
    let scheduler: SchedulerService
    let dispatch: DispatchService
    let bounces: BounceService
    let transports = TransportRegistry()
    let factory: TransportFactory
    private let folder: String

    /// Creates the services; messages go to the rules' channels, or all of them to `road`.
    init(
        _ folder: String, _ clock: HandClock, kept: Bool, road: (any Transport)? = nil,
        limits: TransferLimits? = nil,
        logger: Logger = Logger(label: "story") { _ in SwiftLogNoOpLogHandler() }
    ) async throws {
        self.folder = folder
        let reading = RulesReading(folder: folder + "/rules", zones: Self.zones)
        guard let rulebook = reading.rulebook else { throw TestFailure(reading.faults) }
        store = try FaultyStore(folder + "/state/duebell.sqlite")
        let timekeeper = Timekeeper(uptime: { clock.uptime }) { clock.now }
        runtime = Runtime(
            timekeeper: timekeeper, store: store,
            currentRules: CurrentRules(PinnedRulebooks(current: rulebook)),
            zones: Self.zones, logger: logger, run: "watcher")
        let (inbox, state) = (folder + "/inbox", folder + "/state")
        // File times are the machine's, whatever clock the cases use.
        let settings = FolderSettings(clock: Timekeeper.system.now)
        let source: any Source =
            kept
            ? EditableDirectorySource(path: inbox, state: state, settings: settings)
            : DirectorySource(inbox: inbox, state: state, settings: settings)
        intake = IntakeService(runtime: runtime, source: source)
        scheduler = SchedulerService(runtime: runtime)
        dispatch = DispatchService(
            runtime: runtime, transports: transports, owner: "watcher",
            chance: SeededRandom(seed: 1))
        bounces = BounceService(runtime: runtime, stateFolder: state)
        factory = TransportFactory(
            loop: CurlLoop(),
            secrets: SecretReader(environment: [:], rulesFolder: folder + "/rules"),
            stateFolder: state, webhookLimits: limits ?? .webhook, mailLimits: limits ?? .mail,
            now: { clock.now })
        try await reading.keep(rulebook, in: runtime)
        if let road {
            _ = await transports.open(rulebook) { _ throws(TransportError) in road }
        } else {
            _ = await transports.open(rulebook, with: factory.open)
        }
    }

    func enforce(_ reading: RulesReading) async throws {
        guard let rulebook = reading.rulebook else { throw TestFailure(reading.faults) }
        try await reading.keep(rulebook, in: runtime)
        _ = await transports.open(rulebook, with: factory.open)
        await runtime.enforce(rulebook)
    }

    /// Returns a further dispatcher on the same store.
    func dispatcher(named owner: String) -> DispatchService {
        DispatchService(
            runtime: runtime, transports: transports, owner: owner, chance: SeededRandom(seed: 1))
    }

    /// Returns the instant of the next due case or delivery; nil for none.
    func next() async throws -> Instant? {
        try await store.read { snapshot in
            [try snapshot.earliestDue(), try snapshot.earliestDelivery()].compactMap(\.self).min()
        }
    }

    /// Advances cases until none is due; throws if a case stays due forever.
    func advanceAll() async throws {
        for _ in 0..<50 {
            if try await scheduler.advanceDue() == 0 { return }
        }
        throw TestFailure("a case asks to be advanced again and again")
    }

    /// Sends until nothing can be sent now, including alerts that arise on the way.
    func sendAll() async throws {
        for _ in 0..<50 {
            let next = try await store.read { try $0.earliestDelivery() }
            guard let next, next <= runtime.timekeeper.now() else { return }
            await dispatch.drain()
        }
        throw TestFailure("something is to be sent again and again")
    }

    func deliveries(of incident: Incident.ID = "i-1") async throws -> [DeliveryHistory] {
        try await store.read { try $0.deliveries(of: incident) }
    }

    func incident(_ id: Incident.ID = "i-1") async throws -> Case {
        let known = try await store.read { snapshot in
            try snapshot.caseRow(id).map { try snapshot.incident(of: $0) }
        }
        guard let known else { throw TestFailure("there is no case \(id)") }
        return known
    }
}

/// A real store whose writes fail on request.
final class FaultyStore: Store, @unchecked Sendable {
    private let lock = NSLock()
    private var store: SQLiteStore?
    private var failure: StoreError?
    private var writesLeft = 0

    init(_ path: String) throws {
        store = try SQLiteStore(path: path, for: .watching)
    }

    /// Makes writes fail after a number of further ones; nil ends the failure.
    func fail(with error: StoreError?, after writes: Int = 0) {
        lock.withLock { (failure, writesLeft) = (error, writes) }
    }

    /// Counts a write; returns the error with which it must fail, if any.
    private func nextFailure() -> StoreError? {
        lock.withLock {
            guard let failure else { return nil }
            writesLeft -= 1
            return writesLeft < 0 ? failure : nil
        }
    }

    /// Closes the database.
    func close() {
        lock.withLock { store = nil }
    }

    private func opened() throws(StoreError) -> SQLiteStore {
        guard let store = lock.withLock({ store }) else { throw .absent(file: "closed") }
        return store
    }

    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws -> T
    ) async throws(StoreError) -> T {
        if let failure = nextFailure() { throw failure }
        return try await opened().write(body)
    }

    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreSnapshot) throws -> T
    ) async throws(StoreError) -> T {
        try await opened().read(body)
    }
}

extension DispatchService {
    /// Sends everything that can be sent at the current time.
    func drain() async {
        await step(at: runtime.timekeeper.now())
    }
}
