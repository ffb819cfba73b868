import Calendars
import Cases
import Deliveries
import Rules
import Storage
import Testing

extension StoreConformance {
    static let outbox = [
        StoreConformance("a delivery is kept once, and comes back as it was") { store in
            let operation = entry("d-2", incident: nil, isOperational: true)
            let counts = try await store.write { transaction in
                [
                    try transaction.enqueue([entry("d-1"), operation, entry("d-1", dueAt: 9)]),
                    try transaction.enqueue([entry("d-1")]),
                ]
            }
            #expect(counts == [2, 0])
            #expect(try await store.read { try $0.delivery("d-1")?.entry } == entry("d-1"))
            #expect(try await store.read { try $0.delivery("d-2")?.entry } == operation)
            #expect(try await store.read { try $0.entries(in: "m-1") }.map(\.id) == ["d-1", "d-2"])
            #expect(try await store.read { try $0.entries(in: "m-8") } == [])
        },
        StoreConformance("who was told of an incident is known, the delivery itself left out") {
            store in
            try await store.write { transaction in
                _ = try transaction.enqueue([
                    entry("d-1", recipient: "contact:a"), entry("d-2", recipient: "contact:a"),
                ])
                _ = try transaction.settle(
                    Settlement(delivery: "d-1", fence: .none, outcome: .delivered))
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
        },
        StoreConformance("who was told by a message about several is known") { store in
            let told = try await store.write { transaction in
                let row = ReachedRow(incident: "i-1", recipient: "contact:a")
                try transaction.noteReached([row, row])
                try transaction.noteReached([row])
                return try ["i-1", "i-2"].map {
                    try transaction.wasDelivered(
                        incident: Incident.ID($0), recipient: "contact:a", excluding: nil)
                }
            }
            #expect(told == [true, false])
        },
        StoreConformance("who was not reached is known, by whatever way") { store in
            let untold = try await store.write { transaction in
                for name in ["held", "new", "refused", "merged", "told", "tried"] {
                    _ = try transaction.enqueue(entry(name, recipient: name))
                }
                _ = try transaction.enqueue(entry("whole", incident: nil, recipient: "merged"))
                let claimed = try transaction.claim(.all("a", at: 1, until: 90))
                for entry in claimed {
                    let settlement: Settlement? =
                        switch entry.id {
                        case "held": entry.settled(.deferred(until: at(9)), hold: .endPending)
                        case "refused", "told": entry.settled(.refused, attempt(550))
                        case "merged": entry.settled(.merged, mergedInto: "whole")
                        case "tried": entry.settled(.deferred(until: at(9)), attempt(451))
                        default: nil
                        }
                    if let settlement { _ = try transaction.settle(settlement) }
                }
                try transaction.noteReached([ReachedRow(incident: "i-1", recipient: "told")])
                let before = try transaction.unreached(of: "i-1")
                for entry in claimed where entry.id == "whole" {
                    _ = try transaction.settle(entry.settled(.expired, attempt(0)))
                }
                return [before, try transaction.unreached(of: "i-1")]
            }
            #expect(untold[0] == ["held", "refused", "tried"])
            #expect(untold[1] == ["held", "merged", "refused", "tried"])
        },
        StoreConformance("what failed is opened again in its new time, by its new way") { store in
            let outcomes = try await store.write { transaction in
                let isNew = try transaction.reopen(entry("d-1", dueAt: 1))
                let isWaiting = try transaction.reopen(entry("d-1", dueAt: 1))
                let claimed = try transaction.claim(.all("a", at: 1, until: 30))
                _ = try transaction.settle(
                    claimed.map { $0.settled(.refused, end: .rerouted(to: "web")) })
                let isReopened = try transaction.reopen(
                    entry("d-1", dueAt: 1, nextAttemptAt: 5, payload: [7], channel: "web"))
                return [isNew, isWaiting, isReopened]
            }
            #expect(outcomes == [true, false, true])
            let found = try #require(try await store.read { try $0.delivery("d-1")?.entry })
            #expect(found.state == .waiting)
            #expect(found.nextAttemptAt == at(5))
            #expect(found.queuedAt == at(5))
            #expect(found.channel == "web")
            #expect(found.payload == [7])
            #expect(found.end == nil)
        },
        StoreConformance("what failed is sent once more for whoever asks, until it was tried") {
            store in
            let wish = ResendRequest(by: "li; at the desk", at: at(3))
            let isQueued = try await store.write { transaction in
                _ = try transaction.enqueue([entry("d-1"), entry("d-2")])
                _ = try transaction.settle(
                    Settlement(delivery: "d-1", fence: .none, outcome: .refused))
                return try ["d-1", "d-2", "d-3"].map { id in
                    try transaction.requeue(
                        Delivery.ID(id), at: at(4), until: at(99), request: wish)
                }
            }
            #expect(isQueued == [true, false, false])
            let asked = try #require(try await store.read { try $0.delivery("d-1")?.entry })
            #expect(asked.request == wish)
            #expect(asked.expiresAt == at(99))
            let after = try await store.write { transaction in
                for entry in try transaction.claim(.all("a", at: 5, until: 30)) {
                    _ = try transaction.settle(
                        entry.settled(.deferred(until: at(9)), attempt(451)))
                }
                return try transaction.delivery("d-1")?.entry.request
            }
            #expect(after == nil)
        },
        StoreConformance("what waits for a reason is woken by it, on its channel") { store in
            let woken = try await store.write { transaction in
                let holds: [(String, Channel.ID, [HoldReason])] = [
                    ("d-1", "mail", [.muted(by: "x", why: "the rate of the channel web")]),
                    ("d-2", "web", [.muted(by: "x", why: nil), .rate("web")]),
                    ("d-3", "web", [.circuit("web")]), ("d-4", "mail", [.circuit("mail")]),
                ]
                for (id, channel, reasons) in holds {
                    _ = try transaction.enqueue(entry(id, dueAt: 1, channel: channel))
                    for reason in reasons {
                        _ = try transaction.settle(
                            Settlement(
                                delivery: .init(id), fence: .none,
                                outcome: .deferred(until: at(900)), hold: reason))
                    }
                }
                return [
                    try transaction.wake([.rate, .endPending], channel: nil, at: at(6)),
                    try transaction.wake([.muted], channel: nil, at: at(7)),
                    try transaction.wake([.muted], channel: nil, at: at(8)),
                    try transaction.wake([.circuit], channel: "web", at: at(9)),
                ]
            }
            #expect(woken == [1, 1, 0, 1])
            let claimed = try await store.write {
                try $0.claim(.all("a", at: 10, until: 40)).map(\.id)
            }
            #expect(Set(claimed) == ["d-1", "d-2", "d-3"])
            let holds = try await store.read { try $0.delivery("d-2")?.entry.holds }
            #expect(holds == [.rate("web"), .muted(by: "x", why: nil)])
        },
        StoreConformance("a channel on which something waits is stalled, busy or not") { store in
            try await store.write { transaction in
                _ = try transaction.enqueue([
                    entry("a1", nextAttemptAt: 1), entry("a2", nextAttemptAt: 2),
                    entry("b1", nextAttemptAt: 3, channel: "web"),
                    entry("c1", nextAttemptAt: 8, channel: "late"),
                ])
                let room = ClaimRoom(total: 1, channels: ["web": 0])
                _ = try transaction.claim(.all("w", at: 5, until: 90, room))
            }
            let stalls = try await store.read { try $0.stalls(before: at(7), at: at(20)) }
            #expect(
                stalls == [
                    Stall(channel: "mail", since: at(2), isBusy: true),
                    Stall(channel: "web", since: at(3), isBusy: false),
                ])
        },
        StoreConformance("what waits for long is found, unless its latest reason excuses it") {
            store in
            let found = try await store.write { transaction in
                _ = try transaction.enqueue([entry("muted"), entry("broken"), entry("asked")])
                _ = try transaction.settle([
                    Settlement(
                        delivery: "muted", fence: .none, outcome: .deferred(until: at(900)),
                        hold: .muted(by: "works", why: nil)),
                    Settlement(
                        delivery: "broken", fence: .none, outcome: .deferred(until: at(900)),
                        hold: .muted(by: "works", why: nil)),
                    Settlement(
                        delivery: "broken", fence: .none, outcome: .deferred(until: at(900)),
                        hold: .circuit("mail")),
                    Settlement(delivery: "asked", fence: .none, outcome: .expired),
                ])
                _ = try transaction.requeue(
                    "asked", at: at(0), until: at(99), request: ResendRequest(by: "li", at: at(0)))
                let excuses = [
                    WaitExcuse([]), WaitExcuse([.muted]), WaitExcuse([.muted, .circuit]),
                    WaitExcuse([.muted, .circuit], isRequest: true),
                ]
                return try excuses.map {
                    try transaction.oldestWaiting(decidedBefore: at(1), unless: $0)?.id.text
                } + [
                    try transaction.oldestWaiting(decidedBefore: at(0), unless: excuses[0])?.id.text
                ]
            }
            #expect(found == ["muted", "broken", "asked", nil, nil])
        },
        StoreConformance("what is held back was tried or put off, and is about no single incident")
        {
            store in
            try await store.write { transaction in
                let known: [(String, Incident.ID?)] = [
                    ("tried", nil), ("new", nil), ("muted", nil), ("of", "i-1"),
                ]
                for (id, incident) in known {
                    _ = try transaction.enqueue(entry(id, incident: incident))
                }
                for entry in try transaction.claim(.all("w", at: 1, until: 9))
                where entry.id != "new" {
                    let isMuted = entry.id == "muted"
                    _ = try transaction.settle(
                        entry.settled(
                            .deferred(until: at(2)), isMuted ? nil : attempt(451),
                            hold: isMuted ? .muted(by: "works", why: nil) : nil))
                }
            }
            let held = try await store.read {
                try $0.heldBack(
                    decidedBefore: at(1), unless: WaitExcuse([.muted, .rate]), limit: 9)
            }
            #expect(held.map(\.id) == ["tried"])
        },
    ]
}
