package import Calendars
package import Rules

/// A request to lease deliveries, made before the transaction that grants it.
package struct Claim: Hashable, Sendable {
    package let room: ClaimRoom
    /// The run of the process that makes the claim.
    package let owner: String
    /// The name of the claim: a claim repeated after a lost answer returns the same rows.
    package let token: String
    package let at: Instant
    /// The end of the leases.
    package let until: Instant

    package init(
        _ room: ClaimRoom, by owner: String, token: String, at: Instant, until: Instant
    ) {
        self.room = room
        self.owner = owner
        self.token = token
        self.at = at
        self.until = until
    }
}

/// The number of deliveries that a claim may lease.
package struct ClaimRoom: Hashable, Sendable {
    /// The number of deliveries on all channels together.
    package var total: Int
    /// The number of message groups on a channel that `channels` does not name; nil for no limit.
    package var perChannel: Int?
    /// The number of message groups on each channel with deliveries in flight.
    package var channels: [Channel.ID: Int]
    /// The number of message groups on a channel without deliveries in flight, also if the total is
    /// used up.
    package var idle: Int
    /// The number of message groups on each other channel, whatever the total.
    package var always: [Channel.ID: Int]
    /// The number of deliveries about Duebell itself on each channel, in addition to all others.
    package var operational: Int
    /// The number of deliveries about Duebell itself on channels with such deliveries in flight.
    package var operationalLeft: [Channel.ID: Int]

    package init(
        total: Int, perChannel: Int? = nil, channels: [Channel.ID: Int] = [:], idle: Int = 0,
        always: [Channel.ID: Int] = [:], operational: Int = 0,
        operationalLeft: [Channel.ID: Int] = [:]
    ) {
        self.total = total
        self.perChannel = perChannel
        self.channels = channels
        self.idle = idle
        self.always = always
        self.operational = operational
        self.operationalLeft = operationalLeft
    }

    /// Returns the number of message groups that may be leased on a channel, and how many of these
    /// are independent of the total.
    package func groups(on channel: Channel.ID) -> (limit: Int, always: Int) {
        if let left = channels[channel] {
            return (max(0, left), max(0, min(left, always[channel] ?? 0)))
        }
        let limit = perChannel ?? Int.max
        return (limit, min(limit, idle))
    }

    /// Returns the number of deliveries about Duebell itself that may be leased on a channel.
    package func operational(on channel: Channel.ID) -> Int {
        operationalLeft[channel] ?? operational
    }
}

/// The selection of the deliveries that a claim leases; the same for all stores.
package struct ClaimChoice {
    /// A delivery that could be leased; those of one channel are ordered by `isBefore`.
    package struct Free: Sendable {
        /// The number in the outbox, which decides between otherwise equal deliveries.
        package let number: Int64
        /// The message of which the delivery is one copy.
        package let group: String
        package let turnAt: Instant
        package let availableAt: Instant

        package init(number: Int64, group: String, turnAt: Instant, availableAt: Instant) {
            self.number = number
            self.group = group
            self.turnAt = turnAt
            self.availableAt = availableAt
        }

        fileprivate static func isBefore(_ left: Free, _ right: Free) -> Bool {
            (left.turnAt, left.availableAt, left.number)
                < (right.turnAt, right.availableAt, right.number)
        }
    }

    private var operational: [Free] = []
    private var known: Set<Int64> = []
    private var always: [Free] = []
    private var others: [Free] = []

    package init() {}

    /// Selects up to `limit` deliveries about Duebell itself on a channel, before all others.
    package mutating func takeOperational(_ free: [Free], limit: Int) {
        for one in free.sorted(by: Free.isBefore).prefix(limit)
        where known.insert(one.number).inserted {
            operational.append(one)
        }
    }

    /// Considers the deliveries that could be leased on a channel; those of one group count once.
    package mutating func consider(_ free: [Free], groups room: (limit: Int, always: Int)) {
        var groups: Set<String> = []
        for one in free.sorted(by: Free.isBefore) where !known.contains(one.number) {
            groups.insert(one.group)
            guard groups.count <= room.limit else { return }
            if groups.count <= room.always { always.append(one) } else { others.append(one) }
        }
    }

    /// Returns the numbers of the leased deliveries: those about Duebell itself first, then by
    /// their turn.
    package func numbers(total: Int) -> [Int64] {
        let left = max(0, total - always.count)
        let rest = others.sorted(by: Free.isBefore).prefix(left)
        let first = operational.sorted(by: Free.isBefore)
        return (first + (always + rest).sorted(by: Free.isBefore)).map(\.number)
    }
}
