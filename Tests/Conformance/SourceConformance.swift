import Calendars
import Cases
import Intake
import JSON
import Rules
import Testing

/// The rules that every source must satisfy, each a test of its own with a fixture.
package struct SourceConformance: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    /// Checks the rule with an empty place; does nothing if the source lacks the capability.
    package let check: @Sendable (any SourceFixture) async throws -> Void

    private init(
        _ name: String, _ check: @escaping @Sendable (any SourceFixture) async throws -> Void
    ) {
        testDescription = name
        self.check = check
    }

    /// All rules, for a parameterised test.
    package static let rules = taking + rejecting + failing + leasing

    // MARK: Taking

    private static let taking = [
        SourceConformance("a message is taken once, and gone when its batch is accepted") { place in
            let source = try await place.open()
            try await place.send(record: "r-1")
            let batch = await source.next(at: place.now)
            #expect(batch.records.map(\.id) == ["r-1"])
            #expect(await batch.records.first?.arrivedAt == place.now)
            #expect(await place.ids(from: source) == [], "it is in flight")
            #expect(await source.accept(batch) == [])
            #expect(await place.ids(from: source) == [])
        },
        SourceConformance("what a dead reader took and did not accept comes again") { place in
            let first = try await place.open()
            guard first.features.contains(.redelivers) else { return }
            try await place.send(record: "r-1")
            let taken = await first.next(at: place.now)
            #expect(taken.records.count == 1)
            await place.passLease(of: taken)
            let second = try await place.open()
            let again = await second.next(at: place.now)
            #expect(again.records.map(\.id) == ["r-1"])
            #expect(await second.accept(again) == [])
            guard !first.features.contains(.revises) else { return }
            #expect(await place.ids(from: try await place.open()) == [])
        },
        SourceConformance("what is released comes again, and alone") { place in
            let source = try await place.open()
            try await place.send(record: "r-1")
            let kept = await source.next(at: place.now)
            try await place.send(record: "r-2")
            let batch = await source.next(at: place.now)
            #expect(batch.records.map(\.id) == ["r-2"])
            await source.release(batch)
            let again = await source.next(at: place.now)
            #expect(again.records.map(\.id) == ["r-2"])
            #expect(await source.accept(again) == [])
            #expect(await source.accept(kept) == [])
            #expect(await place.ids(from: source) == [])
        },
        SourceConformance("the same message twice in one batch is let go twice") { place in
            let source = try await place.open()
            try await place.send(record: "r-1", named: "a")
            try await place.send(record: "r-1", named: "b")
            let batch = await source.next(at: place.now)
            #expect(batch.records.map(\.id) == ["r-1", "r-1"])
            #expect(await source.accept(batch) == [])
            #expect(await place.ids(from: source) == [])
        },
        SourceConformance("batches are bounded, and hold everything once") { place in
            var limits = IntakeLimits()
            limits.batchMessagesMax = 4
            let source = try await place.open(limits)
            let sent = (10..<20).map { "r-\($0)" }
            for id in sent { try await place.send(record: id) }
            let batches = await place.batches(of: source)
            #expect(batches.allSatisfy { $0.records.count <= 4 })
            let ids = batches.flatMap { $0.records.map(\.id.text) }
            #expect(ids.sorted() == sent)
            if source.features.contains(.ordered) { #expect(ids == sent) }
            for batch in batches { #expect(await source.accept(batch) == []) }
            #expect(await place.ids(from: source) == [])
        },
        SourceConformance("an empty source says when to look again, and gives no sign") { place in
            let source = try await place.open()
            let signs = Signs()
            await source.watch { signs.note() }
            for _ in 0..<3 {
                let batch = await source.next(at: place.now)
                #expect(batch.isEmpty && batch.isLast && batch.issues == [])
                #expect(batch.nextLook >= .milliseconds(100))
            }
            try await ContinuousClock().sleep(for: .milliseconds(50))
            #expect(signs.count == 0)
        },
        SourceConformance("a source gives a sign of what is new, or looks within a minute") {
            place in
            let source = try await place.open()
            let signs = Signs()
            await source.watch { signs.note() }
            let batch = await source.next(at: place.now)
            #expect(batch.nextLook <= .seconds(60))
            try await place.send(record: "r-1")
            for _ in 0..<100 where signs.count == 0 {
                try await ContinuousClock().sleep(for: .milliseconds(20))
            }
            #expect(signs.count > 0 || batch.nextLook <= .seconds(5))
            #expect(await place.ids(from: source) == ["r-1"])
        },
    ]

    // MARK: Rejecting

    /// Unreadable messages, named by their errors.
    private static let poison: [(name: String, text: String)] = [
        ("not JSON", #"{"type": oops}"#),
        ("no record", #"{"type":"closure","at":7}"#),
        ("U+0000", #"{"type":"closure","id":"a\u0000b","incident":"i-1"}"#),
        ("UTF-16", "{\0}\0"),
        ("too large", #"{"type":"closure","x":""# + String(repeating: "x", count: 2_000) + "\"}"),
    ]

    private static let rejecting =
        poison.map { poison in
            SourceConformance("what is \(poison.name) is rejected, and the others go on") { place in
                var limits = IntakeLimits()
                limits.messageBytesMax = 1_000
                let source = try await place.open(limits)
                try await place.send(record: "r-1", named: "a")
                try await place.send(poison.text, named: "b")
                try await place.send(record: "r-2", named: "c")
                let batches = await place.batches(of: source)
                #expect(Set(batches.flatMap { $0.records.map(\.id) }) == ["r-1", "r-2"])
                let rejections = batches.flatMap(\.rejections)
                #expect(rejections.count == 1)
                #expect(rejections.first?.origin.contains("b") == true)
                // The place of rejected messages may escape quotation marks.
                let found = try #require(rejections.first?.causes.first?.reason)
                let parts = found.split { "\"\\".contains($0) }
                let reason = try #require(parts.max { $0.count < $1.count })
                #expect(try await !place.rejected().contains(reason), "it is not accepted yet")
                for batch in batches { #expect(await source.accept(batch) == []) }
                if source.features.contains(.rejects) {
                    #expect(try await place.rejected().contains(reason))
                }
                let after = await source.next(at: place.now)
                #expect(after.isEmpty)
            }
        } + [
            SourceConformance("a record that the store refused is kept with the cause") { place in
                let source = try await place.open()
                guard source.features.contains(.rejects) else { return }
                try await place.send(record: "r-1")
                let batch = await source.next(at: place.now)
                let record = try #require(batch.records.first)
                let cause = Rejection.Cause(pointer: "/id", .usedID("r-1"))
                #expect(await source.reject(record, because: cause, in: batch) == [])
                #expect(await source.accept(batch) == [])
                let kept = try await place.rejected()
                #expect(kept.contains("received before") && kept.contains("r-1"))
                #expect(await place.ids(from: source) == [])
            }
        ]

    // MARK: Failing

    private static let failing = [
        SourceConformance("what cannot be let go is said, and comes again") { place in
            let source = try await place.open()
            try await place.send(record: "r-1")
            let batch = await source.next(at: place.now)
            guard try await place.breakAccepting() else { return }
            #expect(await source.accept(batch) != [])
            try await place.mend()
            await place.passLease(of: batch)
            let again = await source.next(at: place.now)
            #expect(again.records.map(\.id) == ["r-1"])
            #expect(await source.accept(again) == [])
            #expect(await place.ids(from: source) == [])
        },
        SourceConformance("a refused record that cannot be kept is said") { place in
            let source = try await place.open()
            guard source.features.contains(.rejects) else { return }
            try await place.send(record: "r-1")
            let batch = await source.next(at: place.now)
            let record = try #require(batch.records.first)
            guard try await place.breakAccepting() else { return }
            let cause = Rejection.Cause(.usedID("r-1"))
            #expect(await source.reject(record, because: cause, in: batch) != [])
            try await place.mend()
            #expect(await source.reject(record, because: cause, in: batch) == [])
        },
    ]

    // MARK: Leasing

    private static let leasing = [
        SourceConformance("a lease is held, extended and lost") { place in
            let (first, second) = (try await place.open(), try await place.open())
            guard first.features.contains(.extends) else { return }
            try await place.send(record: "r-1")
            let batch = await first.next(at: place.now)
            let until = try #require(batch.leaseUntil)
            await place.pass((until - place.now) / 2)
            let extended = try #require(await first.extend(batch, at: place.now))
            #expect(try #require(extended.leaseUntil) > until)
            await place.pass(until - place.now + .milliseconds(1))
            #expect(await place.ids(from: second) == [], "it is still leased")
            await place.passLease(of: extended)
            let taken = await second.next(at: place.now)
            #expect(taken.records.map(\.id) == ["r-1"])
            #expect(await first.extend(extended, at: place.now) == nil)
            // Too late: accepting must not remove messages from the current reader.
            _ = await first.accept(extended)
            await second.release(taken)
            let again = await second.next(at: place.now)
            #expect(again.records.map(\.id) == ["r-1"])
            #expect(await second.accept(again) == [])
        },
        SourceConformance("two readers of one place take each message once") { place in
            let readers = [try await place.open(), try await place.open()]
            guard readers[0].features.contains(.extends) else { return }
            for number in 0..<10 { try await place.send(record: "r-\(number)") }
            var ids: [String] = []
            for source in readers {
                for batch in await place.batches(of: source) {
                    ids += batch.records.map(\.id.text)
                    #expect(await source.accept(batch) == [])
                }
            }
            #expect(ids.sorted() == (0..<10).map { "r-\($0)" })
        },
    ]
}

extension SourceFixture {
    /// Moves the time past the lease of a batch, if it has one.
    fileprivate func passLease(of batch: Batch) async {
        guard let until = batch.leaseUntil else { return }
        await pass(until - now + .milliseconds(1))
    }
}
