import Calendars
import Cases
import Deliveries
import Logging
import Rules
import Storage
import Transports

extension DispatchService {
    /// Leases what may be sent beside what is being sent; empty when there is nothing, or no room.
    func nextParcels(beside traffic: Traffic) async -> [Parcel] {
        do {
            let entries = try await claim(traffic.room)
            guard !entries.isEmpty else { return [] }
            let sorting = try await sort(entries)
            for failure in sorting.failures {
                await office.tellOperators(
                    .deliveryFailed, failure, onceIn: .seconds(600), about: failure)
            }
            let now = office.timekeeper.now()
            let rulebook = await office.desk.rules.current
            var admission = await gates.admit(sorting.candidates, at: now, by: rulebook)
            // Who is held back at this very moment is not told either.
            let held = admission.rulings.filter(\.isHoldingBack).flatMap(\.deliveries)
            var untold = sorting.untold
            for delivery in held {
                for id in delivery.incidents { untold.add([delivery.to.description], of: id) }
            }
            let parcels = admission.parcels(at: now, by: rulebook, untold: untold)
            await keep(sorting.rulings + admission.rulings)
            return parcels
        } catch {
            office.logger.error("nothing can be claimed", metadata: ["error": "\(error)"])
            await office.outbox.wait(atMost: .seconds(1))
            return []
        }
    }

    /// Keeps what the stages decided, and what follows from it.
    ///
    /// What cannot be kept is looked at again when its lease has run out; it keeps nothing else
    /// from being sent.
    private func keep(_ rulings: [Ruling]) async {
        guard !rulings.isEmpty else { return }
        do {
            try await office.keep { [logger = office.logger] ledger in
                for ruling in rulings { try ledger.keep(ruling, logger: logger) }
            }
        } catch  where rulings.count > 1 && !error.isWorthRetrying {
            for ruling in rulings { await keep([ruling]) }
        } catch {
            office.logger.error("a ruling cannot be kept", metadata: ["error": "\(error)"])
        }
    }

    private func claim(_ room: ClaimRoom) async throws(StoreError) -> [OutboxEntry] {
        let now = office.timekeeper.now()
        // Leases are real time: a demonstration's fast clock must not outrun an attempt.
        let lease = now + DispatchBounds.lease * office.timekeeper.pace
        let claim = Claim(
            room, by: owner, token: await claims.token(for: owner, at: now), at: now, until: lease)
        return try await office.store.write { try $0.claim(claim) }
    }

    /// Looks at what was claimed; beside the writer, as that takes longer than a commit.
    private func sort(_ entries: [OutboxEntry]) async throws(StoreError) -> Sorting {
        let now = office.timekeeper.now()
        let rulebook = await office.desk.rules.current
        do {
            return try await office.store.read { snapshot in
                try Sorting(entries, in: snapshot, at: now, by: rulebook)
            }
        } catch {
            // Let go, or nobody would send them until the lease runs out.
            await keep(entries.map { Ruling($0.settled(.deferred(until: now))) })
            throw error
        }
    }

    /// One attempt at a parcel: what came of each delivery in it.
    func attempt(_ parcel: Parcel) async -> [Attempted] {
        let startedAt = office.timekeeper.now()
        let receipts: [Receipt]
        var isTrial = true
        var notes: [AttemptNote] = []
        switch await transports.road(parcel.load.channel) {
        case .open(let transport):
            let text = await office.typeset(parcel.message)
            notes = [text.note]
            receipts = await transport.send(text.message)
        case .closed(let why):
            // It may be mended; whoever can be reached otherwise need not wait for that. That it
            // is closed was told when it was found.
            isTrial = false
            let answer = Receipt.Answer(code: 0, text: why)
            let rulebook = await office.desk.rules.current
            receipts = parcel.deliveries.map { delivery in
                delivery.failover(at: startedAt, by: rulebook) == nil
                    ? .deferred(answer, after: nil) : .refused(answer)
            }
        }
        let endedAt = office.timekeeper.now()
        if isTrial { await note(receipts, of: parcel, at: endedAt) }
        return zip(parcel.entries.indices, receipts).map { index, receipt in
            Attempted(
                entry: parcel.entries[index], delivery: parcel.deliveries[index],
                receipt: receipt, notes: parcel.notes[index] + notes, startedAt: startedAt,
                endedAt: endedAt, jitter: Double.random(in: 0..<1))
        }
    }

    /// Counts for the circuit of a channel; the operators hear, by another channel, when it breaks
    /// and when it is whole again, also over a restart.
    private func note(_ receipts: [Receipt], of parcel: Parcel, at now: Instant) async {
        let channel = parcel.load.channel
        // One attempt is one trial, however many it was addressed to.
        guard let receipt = receipts.first(where: \.isDelivered) ?? receipts.last else { return }
        let change = await gates.record(channel, receipt, at: now)
        let isProven = await gates.proves(channel, by: receipt)
        switch change {
        case .broke:
            let answer = receipt.answer
            let said = parcel.isClassified && answer.isQuoting ? "" : " \(answer.text)"
            await office.tellOperators(
                .channelFailing, "\(channel): \(answer.code)\(said)", onceIn: Self.failingMax,
                avoiding: channel, about: channel.text)
        case .recovered: await tellOfRecovery(of: channel)
        case nil: if isProven { await tellOfRecovery(of: channel) }
        }
    }

    /// How long a channel that goes on failing is not told of again.
    private static let failingMax = Duration.seconds(30 * 24 * 3_600)

    /// Tells that a channel works again, if it was told that it did not, and wakes what waits.
    private func tellOfRecovery(of channel: Channel.ID) async {
        do {
            try await office.keep { ledger in
                let key = Ledger.key(.channelFailing, channel.text)
                guard try ledger.isNoted(key) else { return }
                try ledger.forget(key)
                try ledger.wake([.circuit], channel: channel)
                try ledger.tell(
                    Delivery.Operation(kind: .channelRecovered, detail: channel.text),
                    avoiding: channel)
            }
        } catch {
            office.logger.error("a recovery is not told", metadata: ["error": "\(error)"])
        }
    }

    /// Keeps what came of attempts, in one transaction.
    func settle(_ results: [Attempted]) async {
        do {
            try await office.keep { ledger in
                try settle(results, in: &ledger)
            }
        } catch  where results.count > 1 && !error.isWorthRetrying {
            // What cannot be kept must not take the others with it.
            for result in results { await settle([result]) }
        } catch {
            // The lease runs out and the message is sent again under the same id.
            office.logger.error("a receipt cannot be kept", metadata: ["error": "\(error)"])
        }
    }

    private func settle(_ results: [Attempted], in ledger: inout Ledger) throws {
        let rulebook = ledger.rules.current
        let settlements = results.map { result in
            let answer = result.receipt.answer
            return Settlement(
                delivery: result.entry.id, fence: .leased(epoch: result.entry.epoch),
                outcome: outcome(of: result, by: rulebook),
                attempt: AttemptRow(
                    startedAt: result.startedAt, endedAt: result.endedAt, code: answer.code,
                    text: answer.text, notes: result.notes),
                isUncertain: answer.mayHaveArrived)
        }
        let outcomes = try ledger.settle(settlements)
        let arrived = zip(results, settlements).filter { $1.outcome == .delivered }
        try ledger.noteTold(by: arrived.map(\.0.delivery))
        for ((result, settlement), settled) in zip(zip(results, settlements), outcomes)
        where settled == .settled && [.refused, .expired].contains(settlement.outcome) {
            try ledger.passOn(
                result.delivery, after: result.receipt.answer, logger: office.logger)
        }
    }

    private func outcome(of result: Attempted, by rulebook: Rulebook) -> Settlement.Outcome {
        switch result.receipt {
        case .delivered: return .delivered
        case .refused: return .refused
        case .deferred(_, let asked):
            let decision = retry.decide(
                result.delivery, attempts: result.entry.attempts + 1, asked: asked,
                at: result.endedAt, jitter: result.jitter, by: rulebook)
            switch decision {
            case .again(let at): return .deferred(until: at)
            case .giveUp: return .expired
            }
        }
    }
}

extension Receipt {
    fileprivate var isDelivered: Bool {
        if case .delivered = self { true } else { false }
    }
}
