package import Calendars
import Cases
package import Deliveries
import Logging
import Messages
import Rules
import ServiceLifecycle
import Storage
import Transports

/// The service that sends committed deliveries. Any number of workers may run it.
///
/// Delivers at least once: if a worker dies between sending and settling, the next lease sends a
/// copy with the same id. `DispatchMachine` makes the decisions, which are carried out here.
package struct DispatchService: Service {
    package let runtime: Runtime
    private let transports: TransportRegistry
    private let dispatcher: Dispatcher
    private let composer: MessageComposer

    /// Creates a worker.
    ///
    /// `owner` names the worker in its leases; `chance` spreads retries.
    package init(
        runtime: Runtime, transports: TransportRegistry, owner: String,
        retry: RetryPolicy = RetryPolicy(), limits: InFlightLimits = DispatchBounds.inFlight,
        composingMax: Duration = DispatchBounds.composingMax,
        chance: any RandomNumberGenerator & Sendable
    ) {
        precondition(
            DispatchBounds.attemptMax * 2 < DispatchBounds.lease,
            "a lease outlasts what is done under it")
        self.runtime = runtime
        self.transports = transports
        composer = MessageComposer(
            templates: runtime.templates, composingMax: composingMax,
            stopwatch: runtime.timekeeper.elapsed)
        dispatcher = Dispatcher(owner: owner, retry: retry, limits: limits, chance: chance)
    }

    // MARK: Driving

    /// Runs until told to stop; messages being sent at that moment are finished and settled.
    package func run() async throws {
        let batcher = SettlementBatcher { await commit($0) }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                while !Task.isShuttingDownGracefully, !Task.isCancelled {
                    let batches = await nextBatches()
                    for batch in batches {
                        group.addTask { await deliver(batch, by: batcher) }
                    }
                    if batches.isEmpty { await waitForWork() }
                }
            }
        } onGracefulShutdown: {
            runtime.outbox.notify()
        }
    }

    /// Claims, sends and settles one message after another, until no delivery may be sent at an
    /// instant.
    package func step(at now: Instant) async {
        do {
            while true {
                let batches = try await claimBatches(at: now)
                guard !batches.isEmpty else { return }
                var actions: [DispatchAction] = []
                for batch in batches { actions += await attempt(batch) }
                await commit(actions)
                for batch in batches { _ = await dispatcher.settled(batch) }
            }
        } catch {
            runtime.logger.error("messages cannot be claimed", metadata: ["error": "\(error)"])
        }
    }

    private func nextBatches() async -> [SendBatch] {
        do {
            return try await claimBatches(at: runtime.timekeeper.now())
        } catch {
            runtime.logger.error("messages cannot be claimed", metadata: ["error": "\(error)"])
            await runtime.outbox.wait(atMost: .seconds(1))
            return []
        }
    }

    private func deliver(_ batch: SendBatch, by batcher: SettlementBatcher) async {
        let actions = await attempt(batch)
        ringIfThereIsRoom(after: actions)
        await batcher.carryOut(actions)
        ringIfThereIsRoom(after: await dispatcher.settled(batch))
    }

    /// Notifies the claim loop if the machine has room again.
    private func ringIfThereIsRoom(after actions: [DispatchAction]) {
        for case .claim in actions { runtime.outbox.notify() }
    }

    private func waitForWork() async {
        let next = try? await runtime.store.read { try $0.earliestDelivery() }
        let now = runtime.timekeeper.now()
        let ahead = next.flatMap { $0 }.map { $0 - now } ?? SchedulerService.waitMax
        // A due delivery that was not claimed belongs to another worker, or its channel has no
        // room.
        let span = max(min(ahead, SchedulerService.waitMax), .milliseconds(50))
        await runtime.outbox.wait(atMost: runtime.timekeeper.monotonicSpan(for: span))
    }

    // MARK: Claiming

    /// Leases as many deliveries as there is room for, carries out the stages' decisions, and
    /// returns the batches to send.
    private func claimBatches(at now: Instant) async throws(StoreError) -> [SendBatch] {
        // Leases are real time: a demonstration's fast clock must not outrun an attempt.
        let end = now + DispatchBounds.lease * runtime.timekeeper.pace
        let others = await channelsOfOthers()
        guard let claim = await dispatcher.claim(at: now, until: end, except: others) else {
            return []
        }
        let entries = try await runtime.store.write { try $0.claim(claim) }
        guard !entries.isEmpty else { return [] }
        let (deliveries, facts) = try await read(entries, at: now)
        let rulebook = await runtime.currentRules.rules.current
        let actions = await dispatcher.claimed(deliveries, facts, at: now, by: rulebook)
        var batches: [SendBatch] = []
        var decisions: [DispatchAction] = []
        for action in actions {
            if case .send(let batch) = action {
                batches.append(batch)
            } else {
                decisions.append(action)
            }
        }
        await commit(decisions)
        return batches
    }

    /// Returns the channels with a limited rate on which another watcher sends.
    private func channelsOfOthers() async -> Set<Channel.ID> {
        guard runtime.isShared else { return [] }
        var others: Set<Channel.ID> = []
        for channel in await runtime.currentRules.rules.current.channels.values
        where channel.isLimited {
            if await !runtime.holds(.channel(channel.id)) { others.insert(channel.id) }
        }
        return others
    }

    /// Reads the facts for the stages, beside the writer since reading takes longer than a commit.
    private func read(
        _ entries: [OutboxEntry], at now: Instant
    ) async throws(StoreError) -> (deliveries: [LeasedDelivery], facts: DispatchFacts) {
        do {
            return try await runtime.store.read { snapshot in
                let reader = try DispatchFactsReader(entries, in: snapshot, at: now)
                return (reader.deliveries, reader.facts)
            }
        } catch {
            // Release the rows; otherwise nobody would send them until the lease expires.
            let letGo = entries.map {
                Settlement(
                    delivery: $0.id, fence: .leased(epoch: $0.epoch),
                    outcome: .deferred(until: now))
            }
            _ = try? await runtime.store.write { try $0.settle(letGo) }
            throw error
        }
    }

    // MARK: Sending

    /// Composes and sends a batch; returns the resulting actions.
    private func attempt(_ batch: SendBatch) async -> [DispatchAction] {
        let rulebook = await runtime.currentRules.rules.current
        let result = await send(batch, by: rulebook)
        return await dispatcher.answered(batch, result, by: rulebook)
    }

    private func send(_ batch: SendBatch, by rulebook: Rulebook) async -> SendResult {
        let startedAt = runtime.timekeeper.now()
        switch await transports.state(of: batch.channel) {
        case .closed(let why):
            // The closed channel was reported when it was found.
            return SendResult(.unopened(why), startedAt: startedAt, endedAt: startedAt)
        case .open(let transport):
            guard let text = await composer.compose(batch, at: startedAt, by: rulebook) else {
                return SendResult(.over, startedAt: startedAt, endedAt: startedAt)
            }
            for fault in text.faults {
                await runtime.tellOperators(
                    .templateFailed, fault, onceIn: MessageComposer.silence)
            }
            let receipts = await transport.send(text.message)
            return SendResult(
                .answered(receipts), notes: text.notes, startedAt: startedAt,
                endedAt: runtime.timekeeper.now())
        }
    }

    // MARK: Settling

    /// Carries out actions in one transaction.
    ///
    /// If an action cannot be saved, its delivery is examined again when the lease expires, or sent
    /// again under the same id. The other actions are still settled.
    private func commit(_ actions: [DispatchAction]) async {
        guard !actions.isEmpty else { return }
        do {
            let outcomes = try await runtime.commit { [logger = runtime.logger] transaction in
                try transaction.carryOut(actions, logger: logger)
            }
            await runtime.activity.note(outcomes, at: runtime.timekeeper.now())
        } catch  where actions.count > 1 && !error.isWorthRetrying {
            for action in actions { await commit([action]) }
        } catch {
            runtime.logger.error(
                "decisions cannot be stored", metadata: ["error": "\(error)"])
        }
    }
}
