package import Calendars
package import Rules

/// A wish to lease deliveries, made before the transaction that grants it.
package struct Claim: Hashable, Sendable {
    package let room: ClaimRoom
    /// The process run that asks.
    package let owner: String
    /// The name of the claim: asked again, after an answer that was lost, it gives the same rows.
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
    /// Deliveries, whatever their channel.
    package var total: Int
    /// Groups of deliveries of a channel that `channels` does not name; nil: as many as there are.
    package var perChannel: Int?
    /// Groups of deliveries of each channel by which something is being sent.
    package var channels: [Channel.ID: Int]
    /// Groups of deliveries that a channel always gets by which nothing is being sent, also when
    /// the total is used up.
    package var idle: Int
    /// Groups of deliveries that each other channel gets whatever the total.
    package var always: [Channel.ID: Int]
    /// Deliveries about Duebell itself on each channel, beside all others.
    package var operational: Int
    /// Deliveries about Duebell itself on channels by which some are being sent.
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

    /// Returns the groups of deliveries of a channel that may be leased, and how many of them
    /// whatever the total.
    package func groups(on channel: Channel.ID) -> (limit: Int, always: Int) {
        if let left = channels[channel] {
            return (max(0, left), max(0, min(left, always[channel] ?? 0)))
        }
        let limit = perChannel ?? Int.max
        return (limit, min(limit, idle))
    }

    /// Returns the deliveries about Duebell itself on a channel that may be leased.
    package func operational(on channel: Channel.ID) -> Int {
        operationalLeft[channel] ?? operational
    }
}

/// The choice of what a claim leases, made from what could be: one for all stores.
package struct ClaimChoice {
    /// A delivery that could be leased, on one channel in the order of `isBefore`.
    package struct Free: Sendable {
        /// The place in the outbox, which decides where all else is equal.
        package let number: Int64
        package let group: String
        package let dueAt: Instant
        package let availableAt: Instant

        package init(number: Int64, group: String, dueAt: Instant, availableAt: Instant) {
            self.number = number
            self.group = group
            self.dueAt = dueAt
            self.availableAt = availableAt
        }

        fileprivate static func isBefore(_ left: Free, _ right: Free) -> Bool {
            (left.dueAt, left.availableAt, left.number)
                < (right.dueAt, right.availableAt, right.number)
        }
    }

    private var operational: [Free] = []
    private var known: Set<Int64> = []
    private var always: [Free] = []
    private var others: [Free] = []

    package init() {}

    /// Takes so many of what is about Duebell itself on a channel, before all else.
    package mutating func takeOperational(_ free: [Free], limit: Int) {
        for one in free.sorted(by: Free.isBefore).prefix(limit)
        where known.insert(one.number).inserted {
            operational.append(one)
        }
    }

    /// Considers what could be leased on a channel; those of one group count once.
    package mutating func consider(_ free: [Free], groups room: (limit: Int, always: Int)) {
        var groups: Set<String> = []
        for one in free.sorted(by: Free.isBefore) where !known.contains(one.number) {
            groups.insert(one.group)
            guard groups.count <= room.limit else { return }
            if groups.count <= room.always { always.append(one) } else { others.append(one) }
        }
    }

    /// Returns what is leased: the operational ones first, then in order of the instants they were
    /// for.
    package func numbers(total: Int) -> [Int64] {
        let left = max(0, total - always.count)
        let rest = others.sorted(by: Free.isBefore).prefix(left)
        let first = operational.sorted(by: Free.isBefore)
        return (first + (always + rest).sorted(by: Free.isBefore)).map(\.number)
    }
}
