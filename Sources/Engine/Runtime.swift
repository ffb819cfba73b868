package import Calendars
import Cases
package import Deliveries
package import Logging
import Messages
package import Rules
package import Storage

/// The parts that every service works with: the clock, the store, the rules in force, and the
/// signals by which one service tells another that there is work.
package struct Runtime: Sendable {
    package let timekeeper: Timekeeper
    package let store: any Store
    package let currentRules: CurrentRules
    package let zones: @Sendable (String) -> Zone?
    package let logger: Logger
    /// The name of this run of the process, by which other watchers tell it from theirs.
    package let run: String
    /// Notified when the outbox has something new.
    package let outbox: Signal
    /// Notified when a case's next instant may have come nearer.
    package let clock: Signal
    let templates: TemplateCache

    package init(
        timekeeper: Timekeeper, store: any Store, currentRules: CurrentRules,
        zones: @escaping @Sendable (String) -> Zone?, logger: Logger, run: String
    ) {
        self.timekeeper = timekeeper
        self.store = store
        self.currentRules = currentRules
        self.zones = zones
        self.logger = logger
        self.run = run
        outbox = Signal(by: timekeeper)
        clock = Signal(by: timekeeper)
        templates = TemplateCache(stopwatch: timekeeper.elapsed)
    }

    /// Runs a body as one transaction, and notifies the services that it concerns.
    package func commit<T: Sendable>(
        _ body: @escaping @Sendable (inout CaseTransaction) throws -> T
    ) async throws(StoreError) -> T {
        let now = timekeeper.now()
        let rules = await currentRules.rules
        let done = try await store.write { [zones] transaction in
            var transaction = CaseTransaction(transaction, at: now, rules: rules, zones: zones)
            let value = try body(&transaction)
            try transaction.flush()
            return Done(
                value: value, enqueued: transaction.enqueued,
                poisoned: transaction.poisoned.map { $0 },
                rules: transaction.rules)
        }
        if done.rules.pinned.count > rules.pinned.count { await currentRules.keep(done.rules) }
        for (incident, reason) in done.poisoned {
            logger.error(
                "a case was set aside",
                metadata: ["incident": "\(incident)", "reason": "\(reason)"])
        }
        if done.enqueued > 0 { outbox.notify() }
        return done.value
    }

    /// Puts another rulebook in force; what waits for a mute or a rate, which it may have changed,
    /// is looked at now.
    package func enforce(_ rulebook: Rulebook) async {
        await currentRules.enforce(rulebook)
        do {
            try await commit { try $0.wake(HoldReason.Kind.ofRules) }
        } catch {
            // It is looked at all the same, later.
            logger.warning("what waits is not woken", metadata: ["error": "\(error)"])
        }
    }

    /// Tells the operators, unless the same was said within `span`, by another channel than one
    /// that fails, if there is another; a store that fails is logged.
    ///
    /// `about` tells what is the same where the detail names times that change.
    package func tellOperators(
        _ kind: Delivery.Operation.Kind, _ detail: String, onceIn span: Duration = .zero,
        avoiding channel: Channel.ID? = nil, about: String? = nil
    ) async {
        await tellOperators(
            Delivery.Operation(kind: kind, detail: detail), onceIn: span, avoiding: channel,
            about: about)
    }

    /// The same of a matter that is made already.
    func tellOperators(
        _ operation: Delivery.Operation, onceIn span: Duration = .zero,
        avoiding channel: Channel.ID? = nil, about: String? = nil
    ) async {
        let metadata: Logger.Metadata = [
            "kind": "\(operation.kind.rawValue)", "detail": "\(operation.detail)",
        ]
        do {
            let isSaid = try await commit {
                try $0.tell(operation, onceIn: span, avoiding: channel, about: about)
            }
            if isSaid { logger.warning("operators are told", metadata: metadata) }
        } catch {
            logger.warning("operators must know", metadata: metadata)
            logger.error("operators could not be told", metadata: ["error": "\(error)"])
        }
    }

    private struct Done<Value: Sendable>: Sendable {
        let value: Value
        let enqueued: Int
        let poisoned: [(incident: Incident.ID, reason: String)]
        let rules: Rulebooks
    }
}
