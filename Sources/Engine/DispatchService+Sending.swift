import Calendars
import Cases
import Logging
import Rules
import Storage
import Transports

extension DispatchService {
    /// Leases what may be sent beside what is being sent; empty when there is nothing, or no room.
    func nextParcels(beside traffic: Traffic) async -> [Parcel] {
        guard traffic.room.total > 0 else { return [] }
        do {
            let sorting = try await sort(try await claim(traffic.room))
            for failure in sorting.failures {
                await office.tellOperators(.deliveryFailed, failure)
            }
            return sorting.parcels
        } catch {
            office.logger.error("nothing can be claimed", metadata: ["error": "\(error)"])
            await office.outbox.wait(atMost: .seconds(1))
            return []
        }
    }

    private func claim(_ room: ClaimRoom) async throws(StoreError) -> [OutboxEntry] {
        let now = office.timekeeper.now()
        // Leases are real time: a demonstration's fast clock must not outrun an attempt.
        let lease = now + DispatchBounds.lease * office.timekeeper.pace
        return try await office.store.write { [owner] transaction in
            try transaction.claim(room, at: now, leaseUntil: lease, owner: owner)
        }
    }

    /// Puts what was claimed into parcels; beside the writer, as that takes longer than a commit.
    private func sort(_ entries: [OutboxEntry]) async throws(StoreError) -> Sorting {
        guard !entries.isEmpty else { return Sorting() }
        let now = office.timekeeper.now()
        let rulebook = await office.desk.rules.current
        do {
            let sorting = try await office.store.read { [owner] snapshot in
                try Sorting(entries, in: snapshot, owner: owner, at: now, by: rulebook)
            }
            try await settle(sorting.settlements)
            return sorting
        } catch {
            // Let go, or nobody would send them until the lease runs out.
            try await settle(entries.map { $0.settled(.deferred(until: now), by: owner) })
            throw error
        }
    }

    private func settle(_ settlements: [Settlement]) async throws(StoreError) {
        guard !settlements.isEmpty else { return }
        try await office.store.write { transaction in
            for settlement in settlements { _ = try transaction.settle(settlement) }
        }
    }

    /// One attempt at a parcel: what came of each delivery in it.
    func attempt(_ parcel: Parcel) async -> [Attempted] {
        let startedAt = office.timekeeper.now()
        let receipts: [Receipt]
        switch await transports.road(parcel.load.channel) {
        case .open(let transport):
            receipts = await transport.send(parcel.message)
        case .closed(let why):
            // It may be mended; whoever can be reached otherwise need not wait for that.
            let answer = Receipt.Answer(code: 0, text: why)
            let rulebook = await office.desk.rules.current
            receipts = parcel.deliveries.map { delivery in
                delivery.failover(at: startedAt, by: rulebook) == nil
                    ? .deferred(answer, after: nil) : .refused(answer)
            }
        }
        return zip(zip(parcel.entries, parcel.deliveries), receipts).map { pair, receipt in
            Attempted(
                entry: pair.0, delivery: pair.1, receipt: receipt, startedAt: startedAt,
                endedAt: office.timekeeper.now(), jitter: Double.random(in: 0..<1))
        }
    }

    /// How long the same failure is not told again.
    private static let silence = Duration.seconds(600)

    /// Keeps what came of attempts, in one transaction.
    func settle(_ results: [Attempted]) async {
        do {
            try await office.keep { ledger in
                for result in results { try settle(result, in: &ledger) }
            }
        } catch  where results.count > 1 && !error.isWorthRetrying {
            // What cannot be kept must not take the others with it.
            for result in results { await settle([result]) }
        } catch {
            // The lease runs out and the message is sent again under the same id.
            office.logger.error("a receipt cannot be kept", metadata: ["error": "\(error)"])
        }
    }

    private func settle(_ result: Attempted, in ledger: inout Ledger) throws {
        let answer = result.receipt.answer
        let attempt = AttemptRow(
            startedAt: result.startedAt, endedAt: result.endedAt, code: answer.code,
            text: answer.text)
        let outcome = outcome(of: result)
        let settled = try ledger.settle(
            Settlement(
                delivery: result.entry.id, owner: owner, outcome: outcome, attempt: attempt))
        guard settled == .settled, outcome == .refused || outcome == .expired else { return }
        if let next = result.delivery.failover(at: ledger.now, by: ledger.rules.current) {
            try ledger.enqueue([next])
        } else if case .operation = result.delivery.matter {
            office.logger.critical(
                "the operators cannot be reached",
                metadata: ["to": "\(result.delivery.to)", "answer": "\(answer.text)"])
        } else {
            let about = result.delivery.incident.map { "\($0): " } ?? ""
            let detail =
                "\(about)\(result.delivery.to) by \(result.delivery.channel): "
                + "\(answer.code) \(answer.text)"
            try ledger.tell(
                Delivery.Operation(kind: .deliveryFailed, detail: detail), onceIn: Self.silence)
        }
    }

    private func outcome(of result: Attempted) -> Settlement.Outcome {
        switch result.receipt {
        case .delivered: return .delivered
        case .refused: return .refused
        case .deferred(_, let asked):
            let decision = retry.decide(
                result.delivery, attempts: result.entry.attempts + 1, asked: asked,
                at: result.endedAt, jitter: result.jitter)
            switch decision {
            case .again(let at): return .deferred(until: at)
            case .giveUp: return .expired
            }
        }
    }
}
