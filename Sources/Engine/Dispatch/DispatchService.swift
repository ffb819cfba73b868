package import Calendars
import Cases
package import Deliveries
import Logging
import Messages
import Rules
import ServiceLifecycle
import Storage
import Transports

/// Sends what is committed and unsent. Safe to run in any number of workers.
///
/// At least once: a worker that dies between send and settle leaves the entry to the next lease,
/// and the copy carries the same id. The decisions are those of `DispatchMachine`; here they are
/// carried out.
package struct DispatchService: Service {
    package let runtime: Runtime
    private let transports: TransportRegistry
    private let dispatcher: Dispatcher
    private let composer: MessageComposer

    /// `owner` names this worker in its leases; `chance` spreads retries.
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

    /// Runs until told to stop; what is being sent then is finished and settled.
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

    /// Claims, sends and settles until nothing is left that may be sent at an instant, one message
    /// after another.
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
            runtime.logger.error("nothing can be claimed", metadata: ["error": "\(error)"])
        }
    }

    private func nextBatches() async -> [SendBatch] {
        do {
            return try await claimBatches(at: runtime.timekeeper.now())
        } catch {
            runtime.logger.error("nothing can be claimed", metadata: ["error": "\(error)"])
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

    /// The loop claims what the machine has room for.
    private func ringIfThereIsRoom(after actions: [DispatchAction]) {
        for case .claim in actions { runtime.outbox.notify() }
    }

    private func waitForWork() async {
        let next = try? await runtime.store.read { try $0.earliestDelivery() }
        let now = runtime.timekeeper.now()
        let ahead = next.flatMap { $0 }.map { $0 - now } ?? SchedulerService.waitMax
        // What is due and was not claimed is another worker's, or its channel has no room.
        let span = max(min(ahead, SchedulerService.waitMax), .milliseconds(50))
        await runtime.outbox.wait(atMost: runtime.timekeeper.wait(for: span))
    }

    // MARK: Claiming

    /// Leases what there is room for, and returns the batches that the stages let through; all
    /// else that they decided is carried out.
    private func claimBatches(at now: Instant) async throws(StoreError) -> [SendBatch] {
        // Leases are real time: a demonstration's fast clock must not outrun an attempt.
        let end = now + DispatchBounds.lease * runtime.timekeeper.pace
        guard let claim = await dispatcher.claim(at: now, until: end) else { return [] }
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

    /// Reads what the stages must know; beside the writer, as that takes longer than a commit.
    private func read(
        _ entries: [OutboxEntry], at now: Instant
    ) async throws(StoreError) -> (deliveries: [LeasedDelivery], facts: DispatchFacts) {
        do {
            return try await runtime.store.read { snapshot in
                let reader = try DispatchFactsReader(entries, in: snapshot, at: now)
                return (reader.deliveries, reader.facts)
            }
        } catch {
            // Let go, or nobody would send them until the lease runs out.
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

    /// Composes and sends a batch; returns what follows from it.
    private func attempt(_ batch: SendBatch) async -> [DispatchAction] {
        let rulebook = await runtime.currentRules.rules.current
        let result = await send(batch, by: rulebook)
        return await dispatcher.answered(batch, result, by: rulebook)
    }

    private func send(_ batch: SendBatch, by rulebook: Rulebook) async -> SendResult {
        let startedAt = runtime.timekeeper.now()
        switch await transports.state(of: batch.channel) {
        case .closed(let why):
            // That it is closed was told when it was found.
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

    /// Carries actions out in one transaction.
    ///
    /// What cannot be kept is looked at again when its lease has run out, or sent again under the
    /// same id; it keeps nothing else from being settled.
    private func commit(_ actions: [DispatchAction]) async {
        guard !actions.isEmpty else { return }
        do {
            try await runtime.commit { [logger = runtime.logger] transaction in
                try transaction.carryOut(actions, logger: logger)
            }
        } catch  where actions.count > 1 && !error.isWorthRetrying {
            for action in actions { await commit([action]) }
        } catch {
            runtime.logger.error(
                "what was decided or answered cannot be kept", metadata: ["error": "\(error)"])
        }
    }
}
