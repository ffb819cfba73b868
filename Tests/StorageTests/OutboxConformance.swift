import Calendars
import Cases
import Deliveries
import Rules
import Storage
import Testing

extension StoreConformance {
    @Test(arguments: StoreKind.allCases)
    func `what is claimed is nobody else's until the lease ends`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        let isNew = try await store.write { transaction in
            try [
                entry("second", dueAt: 2), entry("first", dueAt: 1),
                entry("later", dueAt: 0, nextAttemptAt: 60), entry("first", dueAt: 9),
            ].map { try transaction.enqueue($0) }
        }
        #expect(isNew == [true, true, true, false])
        let one = try await store.write {
            try $0.claim(limit: 1, at: at(10), leaseUntil: at(40), owner: "a")
        }
        #expect(one.map(\.id) == ["first"])
        #expect(one.first?.lease == OutboxEntry.Lease(owner: "a", until: at(40)))
        #expect(one.first?.payload == [0, 255])
        let two = try await store.write {
            try $0.claim(limit: 9, at: at(10), leaseUntil: at(50), owner: "b")
        }
        #expect(two.map(\.id) == ["second"])
        #expect(try await store.read { try $0.earliestDelivery() } == at(40))
        let again = try await store.write {
            try $0.claim(limit: 9, at: at(40), leaseUntil: at(70), owner: "c")
        }
        #expect(again.map(\.id) == ["first"])
        #expect(again.first?.attempts == 0)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a channel that has no room holds up no other, and a group goes together`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        let claims = try await store.write { transaction in
            let entries = [
                entry("a1", dueAt: 1, group: "m-1"), entry("a2", dueAt: 2, group: "m-1"),
                entry("a3", dueAt: 3, group: "m-2"),
                entry("b1", dueAt: 4, group: "m-3", channel: "web"),
                entry("b2", dueAt: 5, group: "m-4", channel: "web"),
            ]
            for entry in entries { _ = try transaction.enqueue(entry) }
            let rooms = [
                ClaimRoom(total: 9, perChannel: 1, channels: ["web": 0]),
                ClaimRoom(total: 1, channels: ["mail": 0]),
                ClaimRoom(total: 9, perChannel: 2),
            ]
            return try rooms.map { room in
                try transaction.claim(room, at: at(10), leaseUntil: at(40), owner: "a").map(\.id)
            }
        }
        #expect(claims == [["a1", "a2"], ["b1"], ["a3", "b2"]])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `the leases of a worker that is gone end at once, and no others`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            for id in ["mine", "theirs", "put-off"] { _ = try transaction.enqueue(entry(id)) }
            _ = try transaction.claim(limit: 1, at: at(1), leaseUntil: at(90), owner: "a")
            _ = try transaction.claim(limit: 1, at: at(1), leaseUntil: at(80), owner: "b")
            _ = try transaction.claim(limit: 1, at: at(1), leaseUntil: at(90), owner: "a")
            _ = try transaction.settle(
                Settlement(
                    delivery: "put-off", owner: "a", outcome: .deferred(until: at(60)),
                    attempt: nil))
        }
        #expect(try await store.write { try $0.release(leasesOf: "a") } == 1)
        let claimed = try await store.write {
            try $0.claim(limit: 9, at: at(2), leaseUntil: at(9), owner: "c")
        }
        #expect(claimed.map(\.id) == ["mine"])
        #expect(try await store.write { try $0.release(leasesOf: "nobody") } == 0)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a settled delivery keeps its attempts and is not claimed again`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { _ = try $0.enqueue(entry("d-1")) }
        let outcomes = try await store.write { transaction in
            _ = try transaction.claim(limit: 1, at: at(1), leaseUntil: at(30), owner: "a")
            let deferred = try transaction.settle(
                Settlement(
                    delivery: "d-1", owner: "a", outcome: .deferred(until: at(9)),
                    attempt: attempt(451, "busy")))
            let next = try transaction.earliestDelivery()
            #expect(next == at(9))
            _ = try transaction.claim(limit: 1, at: at(9), leaseUntil: at(30), owner: "a")
            let delivered = try transaction.settle(
                Settlement(
                    delivery: "d-1", owner: "a", outcome: .delivered, attempt: attempt(250)))
            return [deferred, delivered]
        }
        #expect(outcomes == [.settled, .settled])
        let history = try #require(try await store.read { try $0.deliveries(of: "i-1") }.first)
        #expect(history.entry.state == .delivered)
        #expect(history.entry.attempts == 2)
        #expect(history.entry.lease == nil)
        #expect(history.attempts == [attempt(451, "busy"), attempt(250)])
        #expect(try await store.read { try $0.earliestDelivery() } == nil)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `what was delivered is refused when it comes back, and by nobody else`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        let outcomes = try await store.write { transaction in
            for id in ["d-1", "d-2"] { _ = try transaction.enqueue(entry(id, group: "m-7")) }
            _ = try transaction.claim(limit: 1, at: at(1), leaseUntil: at(30), owner: "a")
            let settlements: [(String?, Settlement.Outcome)] = [
                ("a", .delivered), ("a", .refused), (nil, .withdrawn), (nil, .expired),
                (nil, .deferred(until: at(50))), (nil, .refused), (nil, .refused),
            ]
            return try settlements.map { owner, outcome in
                try transaction.settle(
                    Settlement(delivery: "d-1", owner: owner, outcome: outcome, attempt: nil))
            }
        }
        #expect(
            outcomes == [
                .settled, .overtaken, .overtaken, .overtaken, .overtaken, .settled, .overtaken,
            ])
        #expect(try await store.read { try $0.delivery("d-1")?.entry.state } == .refused)
        let copies = try await store.read { try $0.entries(in: "m-7") }
        #expect(copies.map { "\($0.id) \($0.state)" } == ["d-1 refused", "d-2 waiting"])
        #expect(try await store.read { try $0.entries(in: "m-8") } == [])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a worker whose lease passed on does not decide, unless it delivered`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            _ = try transaction.enqueue(entry("d-1"))
            _ = try transaction.claim(limit: 1, at: at(1), leaseUntil: at(5), owner: "slow")
            _ = try transaction.claim(limit: 1, at: at(6), leaseUntil: at(9), owner: "quick")
        }
        let settlements: [(String?, Settlement.Outcome)] = [
            ("slow", .refused), (nil, .withdrawn), ("quick", .deferred(until: at(30))),
            ("slow", .delivered), ("quick", .delivered),
        ]
        let outcomes = try await store.write { transaction in
            try settlements.map { owner, outcome in
                try transaction.settle(
                    Settlement(
                        delivery: "d-1", owner: owner, outcome: outcome, attempt: attempt(0)))
            }
        }
        #expect(outcomes == [.overtaken, .settled, .overtaken, .settled, .overtaken])
        let unknown = try await store.write {
            try $0.settle(
                Settlement(delivery: "x", owner: nil, outcome: .refused, attempt: nil))
        }
        #expect(unknown == .unknown)
        let history = try await store.read { try $0.deliveries(of: "i-1") }
        #expect(history.first?.entry.state == .delivered)
        #expect(history.first?.attempts.count == 5)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `who was told of an incident is known, the delivery itself left out`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            _ = try transaction.enqueue(entry("d-1", recipient: "contact:a"))
            _ = try transaction.enqueue(entry("d-2", recipient: "contact:a"))
            _ = try transaction.settle(
                Settlement(delivery: "d-1", owner: nil, outcome: .delivered, attempt: nil))
        }
        func told(_ recipient: String, excluding: Delivery.ID?) async throws -> Bool {
            try await store.read {
                try $0.wasDelivered(
                    incident: "i-1", recipient: recipient, excluding: excluding)
            }
        }
        #expect(try await told("contact:a", excluding: "d-2"))
        #expect(try await told("contact:a", excluding: nil))
        #expect(try await !told("contact:a", excluding: "d-1"))
        #expect(try await !told("contact:b", excluding: nil))
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `who was told by a message about several is known`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        let told = try await store.write { transaction in
            try transaction.noteTold("contact:a", of: "i-1")
            try transaction.noteTold("contact:a", of: "i-1")
            return try ["i-1", "i-2"].map {
                try transaction.wasDelivered(
                    incident: Incident.ID($0), recipient: "contact:a", excluding: nil)
            }
        }
        #expect(told == [true, false])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `what a lost lease or an answer left open may have arrived`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        func claim(_ now: Int64) async throws -> [Bool] {
            try await store.write {
                try $0.claim(limit: 9, at: at(now), leaseUntil: at(now + 30), owner: "a")
                    .map(\.isUncertain)
            }
        }
        func settle(_ now: Int64, isUncertain: Bool) async throws {
            _ = try await store.write {
                try $0.settle(
                    Settlement(
                        delivery: "d-1", owner: "a", outcome: .deferred(until: at(now)),
                        attempt: nil, isUncertain: isUncertain))
            }
        }
        _ = try await store.write { try $0.enqueue(entry("d-1", dueAt: 1)) }
        #expect(try await claim(10) == [false])
        try await settle(11, isUncertain: false)
        #expect(try await claim(12) == [false], "it was answered")
        try await settle(13, isUncertain: true)
        #expect(try await claim(14) == [true])
        _ = try await store.write { try $0.enqueue(entry("d-2", dueAt: 2)) }
        #expect(try await claim(20) == [false])
        #expect(try await claim(90) == [true, true], "the leases ran out")
        _ = try await store.write { try $0.enqueue(entry("d-3", dueAt: 3)) }
        #expect(try await claim(91) == [false])
        _ = try await store.write { try $0.release(leasesOf: "a") }
        #expect(try await claim(92) == [true, true, true])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `what failed is opened again in its new time, what did not is left alone`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        let outcomes = try await store.write { transaction in
            let isNew = try transaction.reopen(entry("d-1", dueAt: 1))
            let isWaiting = try transaction.reopen(entry("d-1", dueAt: 1))
            _ = try transaction.settle(
                Settlement(delivery: "d-1", owner: nil, outcome: .refused, attempt: nil))
            let isReopened = try transaction.reopen(entry("d-1", dueAt: 1, nextAttemptAt: 5))
            return [isNew, isWaiting, isReopened]
        }
        #expect(outcomes == [true, false, true])
        let found = try await store.read { try $0.delivery("d-1")?.entry }
        #expect(found?.state == .waiting)
        #expect(found?.nextAttemptAt == at(5))
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `what waits for a reason is woken by it`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        let woken = try await store.write { transaction in
            for (id, channel) in [("d-1", "mail"), ("d-2", "web"), ("d-3", "web")] {
                _ = try transaction.enqueue(entry(id, dueAt: 1, channel: .init(channel)))
                _ = try transaction.settle(
                    Settlement(
                        delivery: .init(id), owner: nil, outcome: .deferred(until: at(900)),
                        attempt: nil, remark: id == "d-3" ? "other" : "muted by x: why"))
            }
            return [
                try transaction.wake(remarked: "muted by", at: at(7)),
                try transaction.wake(remarked: "muted by", at: at(8)),
            ]
        }
        #expect(woken == [2, 0])
        let claimed = try await store.write {
            try $0.claim(limit: 9, at: at(10), leaseUntil: at(40), owner: "a").map(\.id)
        }
        #expect(Set(claimed) == ["d-1", "d-2"])
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `counts say what is stuck`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            _ = try transaction.insert(record("r-1"))
            try transaction.save(caseRow("i-1", nextAt: 1))
            try transaction.save(caseRow("i-2", nextAt: nil, phase: "closed"))
            _ = try transaction.enqueue(entry("d-1", dueAt: 7))
            _ = try transaction.enqueue(entry("d-2", dueAt: 3))
        }
        let counts = try await store.read { try $0.counts() }
        #expect(counts.records == 1)
        #expect(counts.cases == ["open": 1, "closed": 1])
        #expect(counts.deliveriesWaiting == 2)
        #expect(counts.oldestWaitingDueAt == at(3))
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `hundreds are claimed and settled in one transaction`(kind: StoreKind) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            for number in 0..<800 {
                _ = try transaction.enqueue(entry("d-\(number)", dueAt: Int64(-number)))
            }
        }
        let claimed = try await store.write { transaction in
            let claimed = try transaction.claim(
                limit: 500, at: at(0), leaseUntil: at(60), owner: "a")
            for entry in claimed {
                _ = try transaction.settle(
                    Settlement(
                        delivery: entry.id, owner: "a", outcome: .delivered,
                        attempt: attempt(200)))
            }
            return claimed
        }
        #expect(claimed.first?.id == "d-799")
        #expect(claimed.count == 500)
        #expect(try await store.read { try $0.counts() }.deliveriesWaiting == 300)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `a channel on which something waits is stalled, and whether it is busy is seen`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            for entry in [
                entry("a1", nextAttemptAt: 1), entry("a2", nextAttemptAt: 2),
                entry("b1", nextAttemptAt: 3, channel: "web"),
                entry("c1", nextAttemptAt: 8, channel: "late"),
            ] { _ = try transaction.enqueue(entry) }
            let room = ClaimRoom(total: 1, channels: ["web": 0])
            _ = try transaction.claim(room, at: at(5), leaseUntil: at(90), owner: "w")
        }
        let stalls = try await store.read { try $0.stalls(before: at(7), at: at(20)) }
        #expect(
            stalls == [
                Stall(channel: "mail", since: at(2), isBusy: true),
                Stall(channel: "web", since: at(3), isBusy: false),
            ])
        let oldest = try await store.read {
            try $0.oldestWaiting(decidedBefore: at(1), unlessRemarked: ["muted by "])
        }
        #expect(oldest?.channel != nil)
        let none = try await store.read {
            try $0.oldestWaiting(decidedBefore: at(0), unlessRemarked: ["muted by "])
        }
        #expect(none == nil)
        _ = home
    }

    @Test(arguments: StoreKind.allCases)
    func `what is held back is what was tried or put off, and is about no single incident`(
        kind: StoreKind
    ) async throws {
        let (store, home) = try kind.make()
        try await store.write { transaction in
            let known: [(String, Incident.ID?)] = [
                ("tried", nil), ("new", nil), ("muted", nil), ("of", "i-1"),
            ]
            for (id, incident) in known {
                _ = try transaction.enqueue(entry(id, incident: incident))
            }
            for entry in try transaction.claim(
                limit: 9, at: at(1), leaseUntil: at(9), owner: "w") where entry.id != "new"
            {
                let isMuted = entry.id == "muted"
                _ = try transaction.settle(
                    Settlement(
                        delivery: entry.id, owner: "w", outcome: .deferred(until: at(2)),
                        attempt: isMuted ? nil : attempt(451),
                        remark: isMuted ? "muted by works" : nil))
            }
        }
        let held = try await store.read {
            try $0.heldBack(
                decidedBefore: at(1), unlessRemarked: ["muted by ", "the rate "], limit: 9)
        }
        #expect(held.map(\.id) == ["tried"])
        _ = home
    }
}
