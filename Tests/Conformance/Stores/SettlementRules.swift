import Calendars
import Cases
import Deliveries
import Rules
import Storage
import Testing

extension StoreConformance {
    static let settlements = [
        StoreConformance("a settled delivery keeps its attempts and is not claimed again") {
            store in
            try await store.write { _ = try $0.enqueue(entry("d-1")) }
            let notes: [AttemptNote] = [
                .waited(.muted(by: "works", why: "its text: built in; \"so\" 静默")),
                .leftOut(["i-1", "i-2"], .outside), .firstNotice,
                .masked("i-1", classification: "secret", carries: ["public"], channel: "mail"),
                .text(templates: ["a.mustache"], language: .chinese, zone: "Asia/Shanghai"),
            ]
            let second = AttemptRow(
                startedAt: at(9), endedAt: at(10), code: 250, text: "ok", notes: notes)
            let outcomes = try await store.write { transaction in
                let first = try transaction.claim(.all("a", at: 1, until: 30))
                let deferred = try transaction.settle(
                    first[0].settled(.deferred(until: at(9)), attempt(451, "busy")))
                let waits = try transaction.earliestDelivery()
                #expect(waits == at(9))
                let next = try transaction.claim(.all("a", at: 9, until: 30))
                return [deferred] + (try transaction.settle([next[0].settled(.delivered, second)]))
            }
            #expect(outcomes == [.settled, .settled])
            let history = try #require(try await store.read { try $0.deliveries(of: "i-1") }.first)
            #expect(history.entry.state == .delivered)
            #expect(history.entry.attempts == 2)
            #expect(history.entry.lease == nil)
            #expect(history.attempts == [attempt(451, "busy"), second])
            #expect(try await store.read { try $0.earliestDelivery() } == nil)
        },
        StoreConformance("settled twice it has one attempt, whatever the outcome") { store in
            let outcomes: [Settlement.Outcome] = [
                .delivered, .refused, .expired, .deferred(until: at(60)),
            ]
            for (place, outcome) in outcomes.enumerated() {
                let id = "d-\(place)"
                let settled = try await store.write { transaction in
                    _ = try transaction.enqueue(entry(id))
                    let claimed = try transaction.claim(.all("a", at: 1, until: 30, token: id))
                    let settlement = claimed[0].settled(outcome, attempt(250))
                    return try transaction.settle([settlement, settlement])
                }
                #expect(settled == [.settled, .overtaken])
                let history = try await store.read { try $0.delivery(.init(id)) }
                #expect(history?.attempts.count == 1)
                #expect(history?.entry.attempts == 1)
            }
        },
        StoreConformance("what was delivered is refused when it comes back, once, by nobody else") {
            store in
            let outcomes = try await store.write { transaction in
                _ = try transaction.enqueue([entry("d-1"), entry("d-2")])
                let claimed = try transaction.claim(
                    .all("a", at: 1, until: 30, ClaimRoom(total: 1)))
                func back(_ outcome: Settlement.Outcome) -> Settlement {
                    Settlement(
                        delivery: "d-1", fence: .none, outcome: outcome,
                        attempt: outcome == .refused ? attempt(550, at: 20) : nil)
                }
                return try transaction.settle([
                    claimed[0].settled(.delivered, attempt(250)), claimed[0].settled(.refused),
                    back(.withdrawn), back(.expired), back(.deferred(until: at(50))),
                    back(.refused), back(.refused),
                ])
            }
            #expect(
                outcomes == [
                    .settled, .overtaken, .overtaken, .overtaken, .overtaken, .settled, .overtaken,
                ])
            let history = try #require(try await store.read { try $0.delivery("d-1") })
            #expect(history.entry.state == .refused)
            #expect(history.attempts.map(\.code) == [250, 550])
            #expect(try await store.read { try $0.delivery("d-2")?.entry.state } == .waiting)
        },
        StoreConformance("an epoch that has passed decides nothing, unless it delivered") { store in
            let (slow, quick) = try await store.write { transaction in
                _ = try transaction.enqueue(entry("d-1"))
                // The same worker, after its first lease expired.
                let slow = try transaction.claim(.all("a", at: 1, until: 5))[0]
                return (slow, try transaction.claim(.all("a", at: 6, until: 9))[0])
            }
            #expect([slow.epoch, quick.epoch] == [1, 2])
            let outcomes = try await store.write { transaction in
                try transaction.settle([
                    slow.settled(.refused, attempt(0)), slow.settled(.deferred(until: at(99))),
                    quick.settled(.deferred(until: at(30)), attempt(451)),
                    slow.settled(.delivered, attempt(250)),
                    quick.settled(.delivered, attempt(250)),
                ])
            }
            #expect(outcomes == [.overtaken, .overtaken, .settled, .settled, .overtaken])
            let unknown = try await store.write {
                try $0.settle(Settlement(delivery: "x", fence: .none, outcome: .refused))
            }
            #expect(unknown == .unknown)
            let history = try await store.read { try $0.deliveries(of: "i-1") }
            #expect(history.first?.entry.state == .delivered)
            #expect(history.first?.attempts.map(\.code) == [0, 451])
        },
        StoreConformance("what nobody had leased is merged only while nobody has leased it since") {
            store in
            let outcomes = try await store.write { transaction in
                _ = try transaction.enqueue([entry("d-1"), entry("d-2")])
                func merged(_ id: Delivery.ID, epoch: Int64) -> Settlement {
                    Settlement(
                        delivery: id, fence: .unleased(epoch: epoch), outcome: .merged,
                        mergedInto: "whole")
                }
                let first = try transaction.settle(merged("d-1", epoch: 0))
                let claimed = try transaction.claim(.all("a", at: 1, until: 9))
                let leased = try transaction.settle([
                    merged("d-2", epoch: 0), merged("d-2", epoch: 1),
                ])
                _ = try transaction.settle(claimed.map { $0.settled(.deferred(until: at(2))) })
                return [first] + leased
                    + (try transaction.settle([merged("d-2", epoch: 0), merged("d-2", epoch: 1)]))
            }
            #expect(outcomes == [.settled, .overtaken, .overtaken, .overtaken, .settled])
            #expect(try await store.read { try $0.delivery("d-1")?.entry.mergedInto } == "whole")
        },
        StoreConformance("why it waited is kept until it is sent, and why it ended after") {
            store in
            let mute = HoldReason.muted(by: "works", why: "asked for again by the mayor; so be it")
            let held = try await store.write { transaction in
                _ = try transaction.enqueue(entry("d-1"))
                for (now, hold) in [(1, mute), (2, .rate("mail")), (3, mute)] {
                    let claimed = try transaction.claim(.all("a", at: Int64(now), until: 90))
                    _ = try transaction.settle(
                        claimed.map {
                            $0.settled(.deferred(until: at(Int64(now) + 1)), hold: hold)
                        })
                }
                return try transaction.delivery("d-1")?.entry
            }
            #expect(held?.holds == [mute, .rate("mail")])
            #expect(held?.isUntouched == false)
            let tried = try await store.write { transaction in
                let claimed = try transaction.claim(.all("a", at: 4, until: 90))
                _ = try transaction.settle(
                    claimed.map { $0.settled(.deferred(until: at(5)), attempt(451)) })
                return try transaction.delivery("d-1")?.entry
            }
            #expect(tried?.holds == [])
            let ended = try await store.write { transaction in
                let claimed = try transaction.claim(.all("a", at: 6, until: 90))
                _ = try transaction.settle(
                    claimed.map { $0.settled(.withdrawn, end: .unreadable("i-1")) })
                return try transaction.delivery("d-1")?.entry
            }
            #expect(ended?.end == .unreadable("i-1"))
            let late = try await store.write { transaction in
                _ = try transaction.settle(
                    Settlement(delivery: "d-1", fence: .none, outcome: .delivered))
                return try transaction.delivery("d-1")?.entry
            }
            #expect(late?.end == nil)
        },
    ]
}
