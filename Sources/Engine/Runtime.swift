package import Calendars
import Cases
package import Deliveries
package import Logging
import Messages
package import Rules
package import Storage

/// The parts shared by all services: the clock, the store, the rules in force, and the signals by
/// which services notify each other of work.
package struct Runtime: Sendable {
    package let timekeeper: Timekeeper
    package let store: any Store
    package let currentRules: CurrentRules
    package let zones: @Sendable (String) -> Zone?
    package let logger: Logger
    /// The name of this run of the process, which distinguishes it from other watchers.
    package let run: String
    /// Notified when the outbox has a new delivery.
    package let outbox: Signal
    /// Notified when a case's next instant may have become earlier.
    package let clock: Signal
    /// The log of single records and messages.
    package let activity: ActivityLog
    /// The last sign of life of the scheduler.
    let pulse = Pulse()
    private let sharing: Sharing?
    let templates: TemplateCache
    private let cases = CaseCache()

    package init(
        timekeeper: Timekeeper, store: any Store, currentRules: CurrentRules,
        zones: @escaping @Sendable (String) -> Zone?, logger: Logger, run: String,
        shared: (any SharedStore)? = nil
    ) {
        self.timekeeper = timekeeper
        self.store = store
        self.currentRules = currentRules
        self.zones = zones
        self.logger = logger
        self.run = run
        outbox = Signal(by: timekeeper)
        clock = Signal(by: timekeeper)
        activity = ActivityLog(logger: logger)
        templates = TemplateCache(stopwatch: timekeeper.elapsed)
        sharing = shared.map {
            Sharing($0, run: run, timekeeper: timekeeper, logger: logger)
        }
    }

    /// True if other watchers may work on the store.
    var isShared: Bool { sharing != nil }

    /// Returns true if a duty is this watcher's; always, if no other shares its store.
    package func holds(_ duty: Duty) async -> Bool {
        await sharing?.holds(duty) ?? true
    }

    /// Runs a body as one transaction and notifies the services concerned.
    package func commit<T: Sendable>(
        _ body: @escaping @Sendable (inout CaseTransaction) throws -> T
    ) async throws(StoreError) -> T {
        let now = timekeeper.now()
        let rules = await currentRules.rules
        let done = try await store.write { [zones, cases] transaction in
            var transaction = CaseTransaction(
                transaction, at: now, rules: rules, zones: zones, cache: cases)
            let value = try body(&transaction)
            try transaction.flush()
            return Done(
                value: value, enqueued: transaction.enqueued,
                poisoned: transaction.poisoned.map { $0 },
                rules: transaction.rules, cases: transaction.storedCases)
        }
        cases.keep(done.cases, at: now)
        if done.rules.pinned.count > rules.pinned.count {
            let fetched = done.rules.pinned.values.filter { !rules.contains($0.digest) }
            await currentRules.keep(fetched)
        }
        for (incident, reason) in done.poisoned {
            logger.error(
                "incident set aside",
                metadata: ["incident": "\(incident)", "reason": "\(reason)"])
        }
        if done.enqueued > 0 { outbox.notify() }
        return done.value
    }

    /// Puts another rulebook in force, and re-examines deliveries held by a mute, a rate or a
    /// failing channel, which may have changed.
    package func enforce(_ rulebook: Rulebook) async {
        await currentRules.enforce(rulebook)
        do {
            try await commit { try $0.wake(HoldReason.Kind.ofRules) }
        } catch {
            // The deliveries are re-examined anyway, later.
            logger.warning("waiting messages cannot be woken", metadata: ["error": "\(error)"])
        }
        await letGoRulebooks()
    }

    /// Removes from memory the rulebooks to which no open obligation is pinned; a case that needs
    /// one again fetches it from the store.
    package func letGoRulebooks() async {
        do {
            await currentRules.keepOnly(try await store.read { try $0.rulebooksOfOpen() })
        } catch {
            logger.warning("old rules stay in memory", metadata: ["error": "\(error)"])
        }
    }

    /// Alerts the operators, unless the same alert was sent within `span`; a failure of the store
    /// is logged.
    ///
    /// `avoiding` names a failing channel, which is used only if there is no other. `about`
    /// identifies the alert if its detail contains times that change.
    package func tellOperators(
        _ kind: Delivery.Operation.Kind, _ detail: String, onceIn span: Duration = .zero,
        avoiding channel: Channel.ID? = nil, about: String? = nil
    ) async {
        await tellOperators(
            Delivery.Operation(kind: kind, detail: detail), onceIn: span, avoiding: channel,
            about: about)
    }

    /// Alerts the operators, as above, with a given operation.
    package func tellOperators(
        _ operation: Delivery.Operation, onceIn span: Duration = .zero,
        avoiding channel: Channel.ID? = nil, about: String? = nil, formerly: String? = nil
    ) async {
        var metadata: Logger.Metadata = ["kind": "\(operation.kind.rawValue)"]
        // What a refused record contains may be classified.
        if operation.kind != .recordRefused { metadata["detail"] = "\(operation.detail)" }
        do {
            let isSaid = try await commit {
                try $0.tell(
                    operation, onceIn: span, avoiding: channel, about: about, formerly: formerly)
            }
            if isSaid { logger.warning("operators alerted", metadata: metadata) }
        } catch {
            logger.warning("operators must be alerted", metadata: metadata)
            logger.error("operators cannot be alerted", metadata: ["error": "\(error)"])
        }
    }

    private struct Done<Value: Sendable>: Sendable {
        let value: Value
        let enqueued: Int
        let poisoned: [(incident: Incident.ID, reason: String)]
        let rules: PinnedRulebooks
        let cases: [CaseCache.Entry]
    }
}
