package import Calendars
import Cases
import Deliveries
package import DirectoryIntake
package import Engine
import Files
import Foundation
import Intake
package import Logging
import Rules
import ServiceLifecycle
package import Storage
import Transports
package import UnixSignals

/// The watcher: all services, assembled.
package struct Watcher: Sendable {
    /// The paths of the watcher and the handling of their files.
    package struct Configuration: Sendable {
        package var rules: String
        package var inbox: String
        package var state: String
        package var store: StoreLocation
        /// The version of Duebell, shown to other watchers on the store.
        package var version = ""
        /// The folders whose files stay and are edited in place.
        package var kept: [String] = []
        /// The treatment of inbox files after their records are accepted.
        package var accepted = AcceptedFiles.keep
        /// The interval of scans of the folders, in addition to change notifications.
        package var scanEvery = Duration.seconds(30)

        package init(rules: String, inbox: String, state: String, store: StoreLocation) {
            self.rules = rules
            self.inbox = inbox
            self.state = state
            self.store = store
        }
    }

    /// The reason why the watcher does not start.
    package enum Failure: Error, CustomStringConvertible {
        /// The faults of the rules, each with its place in the text.
        case rules([String])
        case store(StoreError)

        package var description: String {
            switch self {
            case .rules(let faults): faults.joined(separator: "\n")
            case .store(let error): "\(error)"
            }
        }
    }

    package let runtime: Runtime
    private let services: [any Service]
    private let loop: CurlLoop

    /// Reads the rules, opens the store and prepares every service; nothing runs yet.
    ///
    /// `fileClock` is the clock of the file system, whatever clock the cases use; `run` is the
    /// unique name of this run of the process, used in its leases. Without a `timekeeper` the clock
    /// is this machine's, or that of a store that several watchers share.
    package init(
        _ places: Configuration, run: String, timekeeper: Timekeeper? = nil,
        fileClock: @escaping @Sendable () -> Instant = Timekeeper.system.now,
        environment: [String: String], zones: @escaping @Sendable (String) -> Zone?,
        logger: Logger
    ) async throws(Failure) {
        let reading = RulesReading(folder: places.rules, zones: zones)
        guard let rulebook = reading.rulebook else {
            throw .rules(reading.troubles + reading.diagnostics.map(\.description))
        }
        for diagnostic in reading.diagnostics { logger.warning("\(diagnostic)") }
        let clock = timekeeper == nil ? ClockOffset() : nil
        do {
            let store = try await places.store.openForWatching()
            let shared = store as? any SharedStore
            if let shared { try await clock?.measure(shared) }
            runtime = Runtime(
                timekeeper: timekeeper ?? Self.timekeeper(clock, isShared: shared != nil),
                store: store, currentRules: CurrentRules(PinnedRulebooks(current: rulebook)),
                zones: zones, logger: logger, run: run, shared: shared)
            try await Self.start(reading, rulebook, in: runtime)
            try await Self.resumeDeliveries(in: runtime)
        } catch {
            throw .store(error)
        }
        loop = CurlLoop(inFlightMax: DispatchBounds.inFlight.total)
        let factory = TransportFactory(
            loop: loop,
            secrets: SecretReader(environment: environment, rulesFolder: places.rules),
            stateFolder: places.state, now: runtime.timekeeper.now)
        let transports = TransportRegistry()
        await Self.open(transports, by: factory, in: runtime)
        let manager = ServiceManagerService(
            runtime: runtime, environment: environment,
            process: ProcessInfo.processInfo.processIdentifier)
        let hint = Signal(by: runtime.timekeeper)
        let rules = RulesService(
            runtime: runtime, folder: places.rules, transports: transports, factory: factory,
            hint: hint,
            watch: FolderWatcher(folders: FolderTree.folders(of: places.rules)) { hint.notify() },
            digest: rulebook.digest)
        services =
            Self.sharing(places, runtime, clock, hint)
            + Self.intakes(places, runtime, fileClock)
            + Self.services(places, runtime, transports, factory) + [rules]
            + [manager].compactMap(\.self)
    }

    /// Returns the services of a store that several watchers share, or that is a queue.
    ///
    /// The first to start and the last to stop: a watcher signs off when its leases have ended.
    private static func sharing(
        _ places: Configuration, _ runtime: Runtime, _ clock: ClockOffset?, _ rules: Signal
    ) -> [any Service] {
        var services: [any Service] = []
        if let shared = runtime.store as? any SharedStore {
            services.append(
                SharingService(
                    runtime: runtime, store: shared, name: name, version: places.version,
                    rules: rules, clock: clock))
        }
        if let queue = runtime.store as? any MessageQueue {
            services.append(QueueService(runtime: runtime, queue: queue))
        }
        return services
    }

    /// Opens the channels; the operators are alerted to those that cannot be opened.
    private static func open(
        _ transports: TransportRegistry, by factory: TransportFactory, in runtime: Runtime
    ) async {
        let rulebook = await runtime.currentRules.rules.current
        let faults = await transports.open(rulebook, with: factory.open)
        for (channel, fault) in faults.sorted(by: { $0.key < $1.key }) {
            await runtime.tellOperators(
                Delivery.Operation(
                    kind: .deliveryFailed,
                    finding: HealthIssue(.channelUnopened, [channel.text, "\(fault)"])),
                onceIn: .seconds(6 * 3_600))
        }
    }

    /// Returns the clock to decide by: this machine's, or that of a shared store.
    private static func timekeeper(_ clock: ClockOffset?, isShared: Bool) -> Timekeeper {
        guard let clock, isShared else { return .system }
        return .following(clock)
    }

    /// Puts the rules of the folder in force, or uses those that another watcher has published.
    private static func start(
        _ reading: RulesReading, _ rulebook: Rulebook, in runtime: Runtime
    ) async throws(StoreError) {
        if let change = try await reading.keep(rulebook, in: runtime, isStart: true) {
            runtime.logger.notice("rules in force", metadata: change.metadata)
        }
        guard let other = try await reading.publishedElsewhere(in: runtime) else { return }
        await runtime.currentRules.enforce(other)
        runtime.logger.warning(
            "the rules in the folder are older than those in force, which are used",
            metadata: ["folder": "\(rulebook.digest)", "digest": "\(other.digest)"])
    }

    /// The machine and the process, for people.
    private static var name: String {
        var bytes = [CChar](repeating: 0, count: 256)
        let isNamed = gethostname(&bytes, bytes.count - 1) == 0
        let host =
            isNamed
            ? String(
                decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            : "?"
        return "\(host)/\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// Makes the deliveries of the run before this one available.
    ///
    /// The owner of any older lease is gone, unless it is a watcher on a store that several share
    /// and has signed lately: the deliveries are sent now, under the same id, instead of after the
    /// lease. Deliveries held for a reason that a start resets are re-examined too.
    private static func resumeDeliveries(in runtime: Runtime) async throws(StoreError) {
        let now = runtime.timekeeper.now()
        _ = try await runtime.store.write { transaction in
            _ = try transaction.releaseLeases(except: runtime.run)
            return try transaction.wake(HoldReason.Kind.ofRules, channel: nil, at: now)
        }
    }

    /// Runs until SIGTERM or SIGINT, or until the task is cancelled; finishes messages in flight.
    package func run(trapping signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        let digest = await runtime.currentRules.rules.current.digest
        runtime.logger.notice("watching", metadata: ["digest": "\(digest)"])
        var logger = runtime.logger
        // At a lower level the library logs whole services, each some kilobytes.
        logger.logLevel = max(logger.logLevel, .notice)
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: signals,
            logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.stopMax
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch is CancellationError {
            // Cancelled by the caller: an ordinary end.
        }
        await loop.close()
        runtime.logger.notice("stopped")
    }

    /// The time to finish messages in flight once the watcher is told to stop; the rest is then
    /// cancelled, and may have arrived. The watcher ends within ten seconds.
    private static let stopMax = Duration.seconds(8)

    private static func services(
        _ places: Configuration, _ runtime: Runtime, _ transports: TransportRegistry,
        _ factory: TransportFactory
    ) -> [any Service] {
        [
            SchedulerService(runtime: runtime),
            WatchdogService(runtime: runtime, factory: factory),
            RulesExpiryService(runtime: runtime),
            DigestService(runtime: runtime),
            OwedFillingService(runtime: runtime),
            RetentionService(runtime: runtime) { [done = DoneFiles(state: places.state)] in
                try done.remove(before: $0, limit: $1)
            },
            DispatchService(
                runtime: runtime, transports: transports, owner: runtime.run,
                chance: SystemRandomNumberGenerator()),
            BounceService(
                runtime: runtime, stateFolder: places.state, scanEvery: places.scanEvery),
        ]
    }

    private static func intakes(
        _ places: Configuration, _ runtime: Runtime, _ fileClock: @escaping @Sendable () -> Instant
    ) -> [any Service] {
        var settings = FolderSettings(clock: fileClock)
        settings.scanEvery = places.scanEvery
        let inbox = DirectorySource(
            inbox: places.inbox, state: places.state, accepted: places.accepted,
            settings: settings)
        let editable = places.kept.map { [settings] folder in
            EditableDirectorySource(path: folder, state: places.state, settings: settings)
        }
        return ([inbox] as [any Source] + editable).map {
            IntakeService(runtime: runtime, source: $0)
        }
    }
}
