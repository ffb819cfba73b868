internal import Calendars
internal import Cases
import Deliveries
internal import Rules
internal import Storage

// The outbox, read.
extension MemoryTransaction {
    private func history(_ entry: OutboxEntry) -> DeliveryHistory {
        DeliveryHistory(entry: entry, attempts: (tables.attempts[entry.id] ?? []).map(\.row))
    }

    private func entry(_ id: Delivery.ID) -> OutboxEntry? {
        tables.places[id].map { tables.outbox[$0] }
    }

    private var waiting: [OutboxEntry] { tables.outbox.filter { $0.state == .waiting } }

    func deliveries(of incident: Incident.ID) -> [DeliveryHistory] {
        tables.outbox.filter { $0.incident == incident }.map(history)
    }

    func delivery(_ id: Delivery.ID) -> DeliveryHistory? { entry(id).map(history) }

    func countDeliveries(matching filter: DeliveryFilter) -> Int {
        deliveries(matching: filter, limit: .max).count
    }

    func deliveries(startingWith prefix: String, limit: Int) -> [Delivery.ID] {
        let ids = tables.outbox.map(\.id).filter { $0.text.hasPrefix(prefix) }
        return Array(ids.sorted().prefix(limit))
    }

    func deliveries(matching filter: DeliveryFilter, limit: Int) -> [DeliveryHistory] {
        let found = tables.outbox.enumerated().filter { _, entry in
            (filter.states.isEmpty || filter.states.contains(entry.state))
                && (filter.since.map { entry.decidedAt >= $0 } ?? true)
        }
        return found.sorted {
            ($0.element.decidedAt, $0.offset) > ($1.element.decidedAt, $1.offset)
        }.prefix(limit).map { history($0.element) }
    }

    func bundles(
        to recipient: String, since instant: Instant, limit: Int
    ) -> [DeliveryHistory] {
        tables.outbox.filter {
            $0.incident == nil && $0.recipient == recipient && $0.decidedAt >= instant
        }.prefix(limit).map(history)
    }

    func entries(in group: Delivery.GroupID) -> [OutboxEntry] {
        tables.outbox.filter { $0.group == group }
    }

    func earliestDelivery() -> Instant? { waiting.map(\.availableAt).min() }

    func stalls(before instant: Instant, at now: Instant) -> [Stall] {
        let channels = Dictionary(grouping: waiting, by: \.channel)
        return channels.sorted { $0.key < $1.key }.compactMap { channel, entries in
            guard let since = entries.map(\.availableAt).filter({ $0 < instant }).min() else {
                return nil
            }
            let isBusy = entries.contains { $0.lease.map { $0.until > now } ?? false }
            return Stall(channel: channel, since: since, isBusy: isBusy)
        }
    }

    func oldestWaiting(
        decidedBefore instant: Instant, unless excuse: WaitExcuse
    ) -> OutboxEntry? {
        oldest(before: instant, unless: excuse) { _ in true }.first
    }

    func heldBack(
        decidedBefore instant: Instant, unless excuse: WaitExcuse, limit: Int
    ) -> [OutboxEntry] {
        let held = oldest(before: instant, unless: excuse) {
            $0.incident == nil && !$0.isUntouched
        }
        return Array(held.prefix(limit))
    }

    private func oldest(
        before instant: Instant, unless excuse: WaitExcuse,
        where isMeant: (OutboxEntry) -> Bool
    ) -> [OutboxEntry] {
        let found = waiting.enumerated().filter { _, entry in
            entry.queuedAt < instant && !excuse.excuses(entry) && isMeant(entry)
        }
        return found.sorted {
            ($0.element.decidedAt, $0.offset) < ($1.element.decidedAt, $1.offset)
        }.map(\.element)
    }

    func wasDelivered(
        incident: Incident.ID, recipient: String, excluding delivery: Delivery.ID?
    ) -> Bool {
        tables.told.contains(ReachedRow(incident: incident, recipient: recipient))
            || tables.outbox.contains { known in
                known.incident == incident && known.recipient == recipient
                    && known.id != delivery
                    && (known.state == .delivered || whole(of: known)?.state == .delivered)
            }
    }

    /// Returns the combined delivery that carried another one.
    private func whole(of merged: OutboxEntry) -> OutboxEntry? {
        guard merged.state == .merged else { return nil }
        return merged.mergedInto.flatMap { entry($0) }
    }

    func unreached(of incident: Incident.ID) -> [String] {
        func isReaching(_ entry: OutboxEntry) -> Bool {
            entry.state == .delivered || (entry.state == .waiting && entry.isUntouched)
        }
        let own = tables.outbox.filter { $0.incident == incident }
        return Dictionary(grouping: own, by: \.recipient).filter { recipient, entries in
            !tables.told.contains(ReachedRow(incident: incident, recipient: recipient))
                && !entries.contains { known in
                    isReaching(known) || whole(of: known).map(isReaching) ?? false
                }
        }.map(\.key).sorted()
    }
}

// The outbox, written.
extension MemoryTransaction {
    func enqueue(_ entries: [OutboxEntry]) -> Int {
        var count = 0
        for entry in entries where tables.places[entry.id] == nil {
            tables.places[entry.id] = tables.outbox.count
            tables.outbox.append(entry)
            count += 1
        }
        return count
    }

    func claim(_ claim: Claim) -> [OutboxEntry] {
        let again = waiting.filter { $0.lease?.token == claim.token }
        guard again.isEmpty else { return again }
        let free = tables.outbox.enumerated().filter { _, entry in
            entry.state == .waiting && entry.availableAt <= claim.at
        }.map { place, entry in
            (
                entry,
                ClaimChoice.Free(
                    number: Int64(place), group: entry.group.text, turnAt: entry.turnAt,
                    availableAt: entry.availableAt)
            )
        }
        var choice = ClaimChoice()
        let channels = Dictionary(grouping: free, by: \.0.channel)
        for (channel, members) in channels.sorted(by: { $0.key < $1.key }) {
            let own = members.filter(\.0.isOperational).map(\.1)
            choice.takeOperational(own, limit: claim.room.operational(on: channel))
            choice.consider(members.map(\.1), groups: claim.room.groups(on: channel))
        }
        return choice.numbers(total: claim.room.total).map { number in
            let place = Int(number)
            tables.outbox[place].isUncertain =
                tables.outbox[place].isUncertain || tables.outbox[place].lease != nil
            tables.outbox[place].epoch += 1
            tables.outbox[place].lease = OutboxEntry.Lease(
                owner: claim.owner, token: claim.token, until: claim.until)
            return tables.outbox[place]
        }
    }

    func releaseLeases(except owner: String) -> Int {
        change {
            $0.state == .waiting && $0.lease != nil && $0.lease?.owner != owner
        } with: {
            $0.lease = nil
            $0.isUncertain = true
        }
    }

    func waiting(in queue: RecipientQueue, at now: Instant, limit: Int) -> [OutboxEntry] {
        let found = waiting.enumerated().filter { _, other in
            other.recipient == queue.recipient && other.channel == queue.channel
                && other.address == queue.address && other.lease == nil
                && other.nextAttemptAt <= now && !other.isUncertain
        }
        return found.sorted {
            ($0.element.decidedAt, $0.offset) < ($1.element.decidedAt, $1.offset)
        }.prefix(limit).map(\.element)
    }

    func reopen(_ entry: OutboxEntry) -> Bool {
        if enqueue([entry]) > 0 { return true }
        guard let place = tables.places[entry.id],
            [.refused, .expired].contains(tables.outbox[place].state)
        else { return false }
        let known = tables.outbox[place]
        var again = OutboxEntry(
            id: entry.id, group: entry.group, channel: entry.channel, address: entry.address,
            recipient: known.recipient, incident: known.incident, decidedAt: known.decidedAt,
            dueAt: entry.dueAt, expiresAt: entry.expiresAt, payload: entry.payload,
            isOperational: known.isOperational, isFirst: entry.isFirst,
            nextAttemptAt: entry.nextAttemptAt)
        again.attempts = known.attempts
        again.epoch = known.epoch
        again.isUncertain = known.isUncertain
        again.queuedAt = entry.nextAttemptAt
        tables.outbox[place] = again
        return true
    }

    func wake(_ kinds: Set<HoldReason.Kind>, channel: Channel.ID?, at now: Instant) -> Int {
        change { entry in
            entry.state == .waiting && entry.lease == nil && entry.nextAttemptAt > now
                && (channel.map { $0 == entry.channel } ?? true)
                && entry.holds.contains { kinds.contains($0.kind) }
        } with: {
            $0.nextAttemptAt = now
        }
    }

    func requeue(
        _ delivery: Delivery.ID, at: Instant, until end: Instant, request: ResendRequest
    ) -> Bool {
        guard let place = tables.places[delivery] else { return false }
        let known = tables.outbox[place]
        let again = OutboxEntry(
            id: known.id, group: known.group, channel: known.channel, address: known.address,
            recipient: known.recipient, incident: known.incident, decidedAt: known.decidedAt,
            dueAt: known.dueAt, expiresAt: end, payload: known.payload,
            isOperational: known.isOperational, isFirst: known.isFirst, nextAttemptAt: at)
        guard reopen(again) else { return false }
        tables.outbox[place].request = request
        return true
    }

    func settle(_ settlements: [Settlement]) -> [SettlementOutcome] {
        settlements.map(settle)
    }

    private func settle(_ settlement: Settlement) -> SettlementOutcome {
        guard let place = tables.places[settlement.delivery] else { return .unknown }
        let id = settlement.delivery
        if let attempt = settlement.attempt, let epoch = settlement.attemptEpoch,
            !(tables.attempts[id] ?? []).contains(where: { $0.epoch == epoch })
        {
            tables.attempts[id, default: []].append((epoch, attempt))
            tables.outbox[place].attempts += 1
        }
        var entry = tables.outbox[place]
        guard
            settlement.counts(for: entry.state, isLeased: entry.lease != nil, epoch: entry.epoch)
        else { return .overtaken }
        let (state, next) = settlement.stateAndNext
        entry.state = state
        entry.lease = nil
        if let next { entry.nextAttemptAt = next }
        if settlement.attempt != nil { (entry.holds, entry.request) = ([], nil) }
        if let hold = settlement.hold { entry.holds = entry.holds.adding(hold) }
        (entry.end, entry.mergedInto) = (settlement.end, settlement.mergedInto)
        entry.isUncertain = entry.isUncertain || settlement.isUncertain
        tables.outbox[place] = entry
        return .settled
    }

    func noteReached(_ told: [ReachedRow]) { tables.told.formUnion(told) }

    /// Changes the matching entries and returns their number.
    private func change(
        _ isMeant: (OutboxEntry) -> Bool, with change: (inout OutboxEntry) -> Void
    ) -> Int {
        let places = tables.outbox.indices.filter { isMeant(tables.outbox[$0]) }
        for place in places { change(&tables.outbox[place]) }
        return places.count
    }
}
