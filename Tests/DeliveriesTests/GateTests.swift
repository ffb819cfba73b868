import Calendars
import Cases
import Deliveries
import Rules
import Testing

@Suite struct GateTests {
    private let start = Instant(seconds: 1_000)

    @Test func `a bucket gives what it holds and fills evenly`() {
        var bucket = TokenBucket(Channel.Rate(messages: 3, per: .seconds(60)), at: start)
        let first = (0..<4).map { _ in bucket.take(at: start) }
        #expect(first == [true, true, true, false])
        #expect(bucket.nextToken(at: start) == start + .seconds(20))
        let result1 = bucket.take(at: start + .seconds(19))
        #expect(!result1)
        let result2 = bucket.take(at: start + .seconds(20))
        #expect(result2)
        #expect(bucket.room(at: start + .seconds(3_600)) == 3)
        let earlier = start - .seconds(3_600)
        bucket.heed(earlier)
        #expect(bucket.room(at: earlier) == 0, "a clock stepped back gives nothing")
        #expect(bucket.nextToken(at: earlier) == earlier + .seconds(20), "and shuts nothing")
    }

    @Test func `no more leaves in any span than the rate and what it held`() {
        var bucket = TokenBucket(Channel.Rate(messages: 20, per: .seconds(60)), at: start)
        var taken: [Instant] = []
        for tick in 0..<6_000 {
            let now = start + .milliseconds(Int64(tick) * 50)
            if bucket.take(at: now) { taken.append(now) }
        }
        #expect(taken.count <= 20 + 5 * 20)
        #expect(taken.count >= 5 * 20)
    }

    /// Checks the limits of Feishu (5 a second, 100 a minute), DingTalk and WeCom (20 a minute).
    @Test(arguments: [
        (ChatChannel.Service.feishu, 1_000, 5), (.feishu, 60_000, 100), (.dingtalk, 60_000, 20),
        (.wecom, 60_000, 20),
    ])
    func `a bot is never sent more than what it shuts us out for`(
        service: ChatChannel.Service, span: Int64, limit: Int
    ) throws {
        var bucket = TokenBucket(try #require(service.usualRate), at: start)
        // Takes all available tokens for three minutes after a long rest.
        var taken: [Instant] = []
        for tick in 0..<3_600 {
            let now = start + .milliseconds(Int64(tick) * 50)
            while bucket.take(at: now) { taken.append(now) }
        }
        for first in taken {
            let end = first + .milliseconds(span)
            #expect(taken.count { first <= $0 && $0 < end } <= limit)
        }
        #expect(taken.count > limit / 2)
    }

    @Test func `other rules allow a probe of a failing channel at once`() {
        var circuit = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failuresMax { _ = circuit.fail(at: start) }
        let before = circuit.admits(at: start + .seconds(1))
        #expect(!before)
        circuit.allowProbe(at: start + .seconds(1))
        let probe = circuit.admits(at: start + .seconds(1))
        #expect(probe)
        let second = circuit.admits(at: start + .seconds(1))
        #expect(!second, "one probe at a time")
        _ = circuit.fail(at: start + .seconds(2))
        #expect(circuit.state == .open(probeAt: start + .seconds(62)), "the pause doubles again")
    }

    @Test func `a circuit opens after failures in a row, and closes when a probe succeeds`() {
        var circuit = CircuitBreaker()
        for _ in 1..<CircuitBreaker.failuresMax {
            let result3 = circuit.fail(at: start)
            #expect(result3 == nil)
        }
        let result4 = circuit.admits(at: start)
        #expect(result4)
        let result5 = circuit.fail(at: start)
        #expect(result5 == .broke)
        let result6 = circuit.admits(at: start + .seconds(29))
        #expect(!result6)
        let result7 = circuit.admits(at: start + .seconds(30))
        #expect(result7)
        let result8 = circuit.admits(at: start + .seconds(30))
        #expect(!result8, "one probe at a time")
        let result9 = circuit.fail(at: start + .seconds(31))
        #expect(result9 == nil, "told once")
        #expect(circuit.nextProbe(at: start + .seconds(31)) == start + .seconds(91))
        let result10 = circuit.admits(at: start + .seconds(91))
        #expect(result10)
        let result11 = circuit.succeed()
        #expect(result11 == .recovered)
        #expect(circuit.state == .closed)
        let result12 = circuit.succeed()
        #expect(result12 == nil)
    }

    @Test func `a failure that is certain opens a circuit at once`() {
        var circuit = CircuitBreaker()
        let change = circuit.fail(at: start, isCertain: true)
        #expect(change == .broke)
        let isAdmitted = circuit.admits(at: start + .seconds(29))
        #expect(!isAdmitted)
    }

    @Test func `one success between failures keeps a circuit closed`() {
        var circuit = CircuitBreaker()
        for _ in 0..<20 {
            for _ in 1..<CircuitBreaker.failuresMax {
                let result13 = circuit.fail(at: start)
                #expect(result13 == nil)
            }
            let result14 = circuit.succeed()
            #expect(result14 == nil)
        }
    }

    @Test func `a mute holds in its hours, no longer than it lasts`() throws {
        let zone = Zone(fixed: 8 * 3_600, name: "Asia/Shanghai")
        let night = try #require(WeeklyHours(days: Set(0...6), from: 22 * 60, until: 7 * 60))
        let until = try Instant(rfc3339: "2026-05-13T03:00:00+08:00")
        let mute = Mute(id: "night", until: until, only: [night], zone: zone)
        func span(_ time: String) throws -> Range<Instant>? {
            mute.span(at: try Instant(rfc3339: "2026-05-\(time):00+08:00"))
        }
        #expect(try span("12T21:59") == nil)
        #expect(try span("12T23:00")?.upperBound == until)
        #expect(try span("13T03:00") == nil)
        #expect(try span("12T06:59")?.upperBound == Instant(rfc3339: "2026-05-12T07:00:00+08:00"))
    }

    @Test(
        arguments: [
            (nil, "secret", nil, false), (nil, nil, nil, false), (["public"], nil, nil, true),
            (["public"], nil, "public", false), (["public"], nil, "secret", true),
            (["public"], "public", nil, false), (["public"], "secret", "public", true),
            ([], "public", nil, true),
        ] as [([String]?, String?, String?, Bool)])
    func `a channel carries what it may, and what nobody marked only if the rules say so`(
        carries: [String]?, classification: String?, unmarked: String?, masks: Bool
    ) {
        let channel = Channel(
            id: "room", kind: .maildir(MaildirChannel(path: "m", from: "a@b.example")),
            carries: carries)
        let rulebook = Rulebook(
            digest: "d",
            settings: Rulebook.Settings(
                zone: .utc, language: .english, operators: [], unmarked: unmarked),
            units: [], contacts: [], channels: [channel], policies: [], rules: [])
        #expect(rulebook.clearance(of: "room", for: classification).isMasked == masks)
    }

    @Test func `a clock that was stepped back keeps no channel shut`() {
        var circuit = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failuresMax { _ = circuit.fail(at: start) }
        let earlier = start - .seconds(3_600)
        #expect(circuit.nextProbe(at: earlier) <= earlier + CircuitBreaker.pauseMax)
        let isAdmitted = circuit.admits(at: earlier)
        #expect(isAdmitted)
    }

    @Test func `a probe that is never heard of does not keep a channel shut`() {
        var circuit = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failuresMax { _ = circuit.fail(at: start) }
        for _ in 0..<20 { _ = circuit.fail(at: start) }
        let probeAt = circuit.nextProbe(at: start)
        #expect(probeAt == start + .seconds(30), "late failures of one moment are one")
        let probes = [0, 14, 15].map { circuit.admits(at: probeAt + .seconds($0)) }
        #expect(probes == [true, false, true])
    }
}
