import Calendars
import Cases
import Deliveries
import Rules
import Storage
import Testing

extension StoreConformance {
    static let claims = [
        StoreConformance("what is claimed is nobody else's until the lease ends") { store in
            _ = try await store.write { transaction in
                try transaction.enqueue([
                    entry("second", dueAt: 2), entry("first", dueAt: 1),
                    entry("later", dueAt: 0, nextAttemptAt: 60),
                ])
            }
            let one = try await store.write {
                try $0.claim(.all("a", at: 10, until: 40, token: "t", ClaimRoom(total: 1)))
            }
            #expect(one.map(\.id) == ["first"])
            #expect(
                one.first?.lease == OutboxEntry.Lease(owner: "a", token: "t", until: at(40)))
            #expect(one.first?.epoch == 1)
            #expect(one.first?.payload == [0, 255])
            let two = try await store.write { try $0.claim(.all("b", at: 10, until: 50)) }
            #expect(two.map(\.id) == ["second"])
            #expect(try await store.read { try $0.earliestDelivery() } == at(40))
            let again = try await store.write { try $0.claim(.all("c", at: 40, until: 70)) }
            #expect(again.map(\.id) == ["first"])
            #expect(again.first?.attempts == 0)
            #expect(again.first?.epoch == 2)
        },
        StoreConformance("the first word about an incident goes before the mass of its minute") {
            store in
            _ = try await store.write { transaction in
                try transaction.enqueue(
                    (1...5).map { entry("m-\($0)", dueAt: 100, group: .init("m-\($0)")) }
                        + [
                            entry("older", dueAt: 30, group: "o"),
                            entry("first", dueAt: 130, group: "f", isFirst: true),
                        ])
            }
            let claimed = try await store.write {
                try $0.claim(.all("a", at: 140, until: 170, ClaimRoom(total: 3)))
            }
            #expect(claimed.map(\.id) == ["older", "first", "m-1"])
            #expect(claimed.map(\.isFirst) == [false, true, false])
            #expect(claimed[1].dueAt == at(130), "its delay is counted from when it was due")
        },
        StoreConformance("a claim that is repeated gives the same rows, and nothing more") {
            store in
            _ = try await store.write { transaction in
                try transaction.enqueue((1...5).map { entry("d-\($0)", dueAt: $0) })
            }
            func claim(_ token: String, at now: Int64 = 10) async throws -> [OutboxEntry] {
                try await store.write {
                    try $0.claim(.all("a", at: now, until: now + 30, token: token, .init(total: 2)))
                }
            }
            let first = try await claim("t-1")
            #expect(first.map(\.id) == ["d-1", "d-2"])
            #expect(try await claim("t-1", at: 11) == first)
            #expect(try await claim("t-2").map(\.id) == ["d-3", "d-4"])
            // A settled delivery is not claimed again.
            _ = try await store.write { try $0.settle(first[0].settled(.delivered, attempt(250))) }
            #expect(try await claim("t-1") == [first[1]])
        },
        StoreConformance("a channel that has no room holds up no other, and a group goes together")
        {
            store in
            let claims = try await store.write { transaction in
                _ = try transaction.enqueue([
                    entry("a1", dueAt: 1, group: "m-1"), entry("a2", dueAt: 2, group: "m-1"),
                    entry("a3", dueAt: 3, group: "m-2"),
                    entry("b1", dueAt: 4, group: "m-3", channel: "web"),
                    entry("b2", dueAt: 5, group: "m-4", channel: "web"),
                ])
                let rooms = [
                    ClaimRoom(total: 9, perChannel: 1, channels: ["web": 0]),
                    ClaimRoom(total: 1, channels: ["mail": 0]),
                    ClaimRoom(total: 9, perChannel: 2),
                ]
                return try rooms.enumerated().map { place, room in
                    try transaction.claim(.all("a", at: 10, until: 40, token: "\(place)", room))
                        .map(\.id)
                }
            }
            #expect(claims == [["a1", "a2"], ["b1"], ["a3", "b2"]])
        },
        StoreConformance("what is about Duebell itself comes first, in room of its own") { store in
            let claims = try await store.write { transaction in
                _ = try transaction.enqueue(
                    [entry("old", dueAt: 0), entry("new", dueAt: 9)]
                        + (1...3).map {
                            entry("o-\($0)", incident: nil, dueAt: $0, isOperational: true)
                        })
                let rooms = [
                    ClaimRoom(total: 0, channels: ["mail": 0], operational: 2),
                    ClaimRoom(total: 1, operational: 2), ClaimRoom(total: 9, operational: 0),
                ]
                return try rooms.enumerated().map { place, room in
                    try transaction.claim(.all("a", at: 10, until: 40, token: "\(place)", room))
                        .map(\.id)
                }
            }
            #expect(claims == [["o-1", "o-2"], ["o-3", "old"], ["new"]])
        },
        StoreConformance("a channel by which nothing is sent gets room when the total is used up") {
            store in
            let claims = try await store.write { transaction in
                _ = try transaction.enqueue(
                    ["dead", "good", "other"].flatMap { channel in
                        (1...3).map {
                            entry(
                                "\(channel)-\($0)", dueAt: $0, group: .init("\(channel)-\($0)"),
                                channel: .init(channel))
                        }
                    })
                let rooms = [
                    ClaimRoom(total: 0, perChannel: 9, channels: ["dead": 5, "other": 1], idle: 2),
                    ClaimRoom(total: 3, perChannel: 9, channels: ["other": 1], idle: 1),
                ]
                return try rooms.enumerated().map { place, room in
                    try transaction.claim(.all("a", at: 10, until: 40, token: "\(place)", room))
                        .map(\.id)
                }
            }
            #expect(claims == [["good-1", "good-2"], ["dead-1", "other-1", "good-3"]])
        },
        StoreConformance("the leases of all other owners end at once") { store in
            try await store.write { transaction in
                _ = try transaction.enqueue(["mine", "theirs", "put-off"].map { entry($0) })
                let one = ClaimRoom(total: 1)
                _ = try transaction.claim(.all("a", at: 1, until: 90, token: "1", one))
                _ = try transaction.claim(.all("b", at: 1, until: 80, token: "2", one))
                let last = try transaction.claim(.all("b", at: 1, until: 90, token: "3", one))
                _ = try transaction.settle(last.map { $0.settled(.deferred(until: at(60))) })
            }
            #expect(try await store.write { try $0.releaseLeases(except: "a") } == 1)
            let claimed = try await store.write { try $0.claim(.all("c", at: 2, until: 9)) }
            #expect(claimed.map(\.id) == ["theirs"])
            #expect(claimed.map(\.isUncertain) == [true])
        },
        StoreConformance("what a lost lease or an answer left open may have arrived") { store in
            func claim(_ now: Int64) async throws -> [OutboxEntry] {
                try await store.write { try $0.claim(.all("a", at: now, until: now + 30)) }
            }
            func settle(_ entries: [OutboxEntry], _ now: Int64, _ isOpen: Bool) async throws {
                _ = try await store.write { transaction in
                    try transaction.settle(
                        entries.map {
                            $0.settled(.deferred(until: at(now)), isUncertain: isOpen)
                        })
                }
            }
            _ = try await store.write { try $0.enqueue(entry("d-1", dueAt: 1)) }
            let first = try await claim(10)
            #expect(first.map(\.isUncertain) == [false])
            try await settle(first, 11, false)
            let second = try await claim(12)
            #expect(second.map(\.isUncertain) == [false], "it was answered")
            try await settle(second, 13, true)
            #expect(try await claim(14).map(\.isUncertain) == [true])
            _ = try await store.write { try $0.enqueue(entry("d-2", dueAt: 2)) }
            #expect(try await claim(20).map(\.isUncertain) == [false])
            #expect(try await claim(90).map(\.isUncertain) == [true, true], "leases ran out")
        },
        StoreConformance("beside a delivery waits what nobody has leased and may go with it") {
            store in
            let found = try await store.write { transaction in
                _ = try transaction.enqueue([
                    entry("d-1"), entry("leased"), entry("late", nextAttemptAt: 90),
                    entry("free"), entry("other", recipient: "contact:wang"),
                    entry("elsewhere", channel: "web"),
                ])
                _ = try transaction.claim(.all("a", at: 1, until: 50, ClaimRoom(total: 2)))
                let first = entry("d-1")
                let queue = RecipientQueue(
                    channel: first.channel, recipient: first.recipient, address: first.address)
                return try transaction.waiting(in: queue, at: at(9), limit: 9)
            }
            #expect(found.map(\.id) == ["free"])
        },
        StoreConformance("hundreds are claimed and settled in one transaction") { store in
            let claimed = try await store.write { transaction in
                _ = try transaction.enqueue(
                    (0..<800).map { entry("d-\($0)", dueAt: Int64(800 - $0)) })
                let claimed = try transaction.claim(
                    .all("a", at: 900, until: 990, ClaimRoom(total: 500)))
                let outcomes = try transaction.settle(
                    claimed.map { $0.settled(.delivered, attempt(200)) })
                #expect(outcomes.allSatisfy { $0 == .settled })
                return claimed
            }
            #expect(claimed.first?.id == "d-799")
            #expect(claimed.count == 500)
            #expect(try await store.read { try $0.counts() }.deliveriesWaiting == 300)
        },
    ]
}
