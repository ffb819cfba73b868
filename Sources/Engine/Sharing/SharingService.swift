package import Calendars
import Logging
import ServiceLifecycle
package import Storage

/// The service that signs for this watcher, takes over the leases of gone watchers, and notices
/// the rules put in force by another one.
package struct SharingService: SteppingService {
    let runtime: Runtime
    private let store: any SharedStore
    private let name: String
    private let version: String
    /// Notified when other rules are in force.
    private let rules: Signal
    /// The offset of the store's clock, measured anew from time to time; nil if it is not followed.
    private let clock: ClockOffset?
    private let memory = SharingMemory()

    /// The interval of signatures.
    private static let every = Duration.seconds(1)
    /// The number of signatures between two measurements of the clock.
    private static let clockEvery = 60

    /// Creates the service; `name` names the machine and process for people.
    package init(
        runtime: Runtime, store: any SharedStore, name: String, version: String, rules: Signal,
        clock: ClockOffset?
    ) {
        self.runtime = runtime
        self.store = store
        self.name = name
        self.version = version
        self.rules = rules
        self.clock = clock
    }

    package func run() async throws {
        await makeSteps()
        do {
            try await store.signOff(runtime.run)
        } catch {
            runtime.logger.warning("cannot sign off", metadata: ["error": "\(error)"])
        }
    }

    /// Signs once; returns the time of the next signature.
    package func step(at now: Instant) async -> NextStep {
        do {
            let state = try await store.sign(
                WatcherSignature(
                    run: runtime.run, name: name, version: version,
                    generation: await runtime.currentRules.generation))
            await take(over: state)
            if await memory.count() % Self.clockEvery == 0 { try await clock?.measure(store) }
        } catch {
            runtime.logger.error("cannot sign", metadata: ["error": "\(error)"])
        }
        return NextStep(at: runtime.timekeeper.instant(after: Self.every), isPause: true)
    }

    private func take(over state: SharedState) async {
        let gone = await memory.gone(since: state.present)
        if state.isWorkDue || !gone.isEmpty {
            // What another watcher decided, too much for it alone or left by it.
            runtime.clock.notify()
            runtime.outbox.notify()
        }
        if !gone.isEmpty || state.released > 0 {
            runtime.logger.notice(
                "took over from other watchers",
                metadata: ["gone": "\(gone.count)", "messages": "\(state.released)"])
        }
        if state.generation != (await runtime.currentRules.generation) { rules.notify() }
    }
}

/// The watchers seen at the last signature.
private actor SharingMemory {
    private var present: Set<String> = []
    private var signatures = 0

    /// Counts a signature; returns their number.
    func count() -> Int {
        signatures += 1
        return signatures
    }

    /// Remembers the present watchers; returns the ones that are gone since.
    func gone(since now: Set<String>) -> Set<String> {
        defer { present = now }
        return present.subtracting(now)
    }
}
