import Calendars
import Cases
import Deliveries
import JSON
import Rules
import TestSupport
import Testing

/// Events and the resulting actions, without tasks, sleeps or a store.
@Suite struct DispatchMachineTests {
    private static let onePerHour = Channel.Rate(messages: 1, per: .seconds(3_600))

    // MARK: Freshness

    @Test func `what is current is sent, each message by itself`() throws {
        var table = try MachineTable()
        #expect(
            try table.claim(table.delivery("1"), table.delivery("2"))
                == ["send 1 by mail", "send 2 by mail"])
    }

    @Test func `copies of one message go together`() throws {
        var table = try MachineTable()
        let copies = try [
            table.delivery("1", group: "g", ), table.delivery("2", to: "wang", group: "g"),
        ]
        #expect(
            try table.claim(copies.map { LeasedDelivery($0, epoch: 1) }) == ["send 1+2 by mail"])
    }

    @Test func `what is over before it is sent is withdrawn`() throws {
        var table = try MachineTable()
        #expect(try table.claim(table.delivery("1", .approaching)) == ["withdraw 1 over"])
    }

    @Test func `what was muted is counted also where it is over`() throws {
        var table = try MachineTable()
        let leased = LeasedDelivery(
            try table.delivery("1", .approaching), epoch: 1,
            holds: [.muted(by: "night", why: nil)])
        #expect(try table.claim([leased]) == ["combine 1"])
    }

    @Test(arguments: [
        (true, false, "send 1 by mail"), (false, true, "hold 1 end-pending until 16:00:1"),
        (false, false, "withdraw 1 never-told"),
    ])
    func `only those who were told are told that it is over`(
        before: Bool, now: Bool, line: String
    ) throws {
        var table = try MachineTable()
        if before { table.facts.toldBefore = ["1"] }
        if now { table.facts.toldNow = ["1"] }
        #expect(try table.claim(table.delivery("1", .met)) == [line])
    }

    @Test func `what cannot be read is refused and told`() throws {
        var table = try MachineTable()
        table.facts.unreadableRows = [LeasedDelivery.Lease("0", epoch: 1)]
        table.facts.unreadableCases = ["i-1"]
        let leased = LeasedDelivery(try table.delivery("1"), epoch: 1)
        let actions = table.machine.claimed(
            [leased], table.facts, at: table.now, by: table.rulebook)
        #expect(actions.count == 4)
        guard case .refuse(_, .unreadable(nil)) = actions[0],
            case .refuse(_, .unreadable("i-1")) = actions[3]
        else {
            Issue.record("\(actions)")
            return
        }
    }

    @Test func `a recipient who is reached otherwise now gets it there`() throws {
        var table = try MachineTable()
        let delivery = try table.delivery("1")
        table.rulebook = MachineTable.rulebook(ways: ["phone"])
        #expect(try table.claim(delivery) == ["move 1 to phone"])
    }

    // MARK: Drill, mute and clearance

    @Test func `a drill never reaches those outside, and is left out of what is real`() throws {
        var table = try MachineTable()
        try table.know("i-1")
        try table.know("i-2", labels: ["drill": true])
        #expect(
            try table.claim(
                table.delivery("2", to: "press"), table.delivery("2", to: "li"),
                table.delivery("3", to: "press", about: ["i-1", "i-2"]))
                == ["withdraw 2 drill outside", "send 2 by mail", "send 3 by mail"])
    }

    @Test func `what a mute holds waits to its end, and is one message then`() throws {
        let end = try Scenario.instant("16:30")
        let mute = Mute(
            id: "works", from: try Scenario.instant("15:00"), until: end, zone: Founding.shanghai,
            exempt: [.first])
        var table = try MachineTable(mutes: [mute])
        let lines = try table.claim(
            table.delivery("1", isFirst: true), table.delivery("2"), table.delivery("3"))
        #expect(
            lines == ["hold 2 muted until 16:30", "hold 3 muted until 16:30", "send 1 by mail"])
        try table.advance(to: "16:30")
        let held = try ["2", "3"].map {
            LeasedDelivery(
                try table.delivery($0), epoch: 2, holds: [.muted(by: "works", why: nil)])
        }
        #expect(try table.claim(held) == ["combine 2+3"])
    }

    @Test func `the words of a mute decide nothing`() throws {
        let end = try Scenario.instant("16:30")
        for why in ["works on the line", "asked for again by the mayor; the rate of the channel"] {
            let mute = Mute(
                id: "works", why: why, from: try Scenario.instant("15:00"), until: end,
                zone: Founding.shanghai)
            var table = try MachineTable(mutes: [mute])
            try table.advance(to: "16:30")
            let held = try ["1", "2", "3"].map {
                LeasedDelivery(
                    try table.delivery($0), epoch: 2, holds: [.muted(by: "works", why: why)])
            }
            #expect(try table.claim(held) == ["combine 1+2+3"])
        }
    }

    @Test func `drills are not combined with what is real`() throws {
        var table = try MachineTable()
        try table.know("i-1", "i-3")
        try table.know("i-2", labels: ["drill": true])
        let held = try ["1", "2", "3"].map {
            LeasedDelivery(
                try table.delivery($0), epoch: 2, holds: [.muted(by: "works", why: nil)])
        }
        #expect(try table.claim(held) == ["combine 1+3", "combine 2"])
    }

    @Test func `what a channel may not carry is noted with its attempt`() throws {
        var table = try MachineTable(carries: ["public"])
        try table.know("i-1", classification: "secret")
        let leased = LeasedDelivery(try table.delivery("1"), epoch: 1)
        let actions = table.machine.claimed(
            [leased], table.facts, at: table.now, by: table.rulebook)
        guard case .send(let batch) = try #require(actions.first) else { return }
        #expect(
            batch.deliveries[0].notes == [
                .masked("i-1", classification: "secret", carries: ["public"], channel: "mail")
            ])
        #expect(batch.isClassified)
    }

    // MARK: Rate

    @Test func `a rate lets one go, and what is left over is combined`() throws {
        var table = try MachineTable(rate: Self.onePerHour)
        #expect(
            try table.claim(table.delivery("1"), table.delivery("2"), table.delivery("3"))
                == ["combine 1+2+3"])
        #expect(try table.claim(table.delivery("4")) == ["send 4 by mail"])
        #expect(try table.claim(table.delivery("5")) == ["hold 5 rate until 16:02"])
        try table.advance(to: "17:00")
        #expect(try table.claim(table.delivery("5")) == ["send 5 by mail"])
    }

    @Test func `the first notice of an incident passes every rate`() throws {
        var table = try MachineTable(rate: Self.onePerHour)
        #expect(
            try table.claim(
                table.delivery("1", isFirst: true), table.delivery("2", isFirst: true),
                table.delivery("3"))
                == ["hold 3 rate until 16:02", "send 1 by mail", "send 2 by mail"])
    }

    @Test func `operators' alerts go first where a rate leaves room for one`() throws {
        var table = try MachineTable(rate: Self.onePerHour)
        let alert = table.alert("alarm")
        #expect(
            try table.claim(table.delivery("1"), alert, table.delivery("2", to: "wang"))
                == [
                    "hold 1 rate until 16:02", "hold 2 rate until 16:02", "send alarm by mail",
                ])
    }

    @Test func `queues take turns at the rate of their channel`() throws {
        var table = try MachineTable(rate: Channel.Rate(messages: 1, per: .seconds(60)))
        #expect(
            try table.claim(
                table.delivery("1"), table.delivery("2", to: "wang"),
                table.delivery("3", to: "engineer"))
                == [
                    "hold 2 rate until 16:01", "hold 3 rate until 16:02", "send 1 by mail",
                ])
        #expect(
            try table.claim(table.alert("alarm")) == ["hold alarm rate until 16:01"],
            "an alert waits behind nobody")
    }

    @Test func `what may have arrived, or was asked for again, goes by itself`() throws {
        var table = try MachineTable(rate: Self.onePerHour)
        let request = ResendRequest(by: "wang", at: table.now)
        let leased = try [
            LeasedDelivery(table.delivery("1"), epoch: 2, isUncertain: true),
            LeasedDelivery(table.delivery("2"), epoch: 2, request: request),
            LeasedDelivery(table.delivery("3"), epoch: 1),
            LeasedDelivery(table.delivery("4"), epoch: 1),
        ]
        #expect(
            try table.claim(leased)
                == ["hold 2 rate until 16:02", "combine 3+4", "send 1 by mail"])
    }

    // MARK: Circuit

    @Test func `a channel that fails is gone round, or waited for, and probed`() throws {
        var table = try MachineTable()
        for number in 1...5 {
            _ = try table.claim(table.delivery("\(number)"))
            let lines = table.answer(.silent)
            #expect(lines.count == (number == 5 ? 2 : 1))
            if number == 5 {
                #expect(lines.first == "tell channel-failing: mail: 0 no answer")
            }
        }
        #expect(try table.claim(table.delivery("6")) == ["reroute 6 to phone"])
        table.rulebook = MachineTable.rulebook(ways: ["mail"])
        #expect(try table.claim(table.delivery("7")) == ["hold 7 circuit until 16:00:30"])
        #expect(
            try table.claim(table.delivery("8", expires: "16:00")) == ["expire 8 circuit mail"])
        try table.advance(to: "16:01")
        #expect(try table.claim(table.delivery("7")) == ["send 7 by mail"], "the probe")
        #expect(table.answer(.taken) == ["recovered mail", "settle 7 delivered"])
        #expect(try table.claim(table.delivery("9")) == ["send 9 by mail"])
    }

    @Test func `a wrong key breaks a channel at once`() throws {
        var table = try MachineTable()
        _ = try table.claim(table.delivery("1"))
        #expect(
            table.answer(.wrongKey) == ["tell channel-failing: mail: 401 who?", "settle 1 refused"])
        #expect(try table.claim(table.delivery("2")) == ["reroute 2 to phone"])
    }

    @Test func `what somebody asked for again tries a broken channel`() throws {
        var table = try MachineTable()
        _ = try table.claim(table.delivery("1"))
        _ = table.answer(.wrongKey)
        let leased = LeasedDelivery(
            try table.delivery("2"), epoch: 2, request: ResendRequest(by: "li", at: table.now))
        #expect(try table.claim([leased]) == ["send 2 by mail"])
    }

    @Test func `refusals of recipients break no channel`() throws {
        var table = try MachineTable()
        for number in 1...20 {
            _ = try table.claim(table.delivery("\(number)"))
            #expect(
                table.answer(.unknown).last == "settle \(number) refused", "\(number)")
        }
    }

    @Test func `a code that nobody knows breaks a channel when it comes three times in a row`()
        throws
    {
        var table = try MachineTable()
        for number in 1...2 {
            _ = try table.claim(table.delivery("\(number)"))
            #expect(table.answer(.puzzling) == ["settle \(number) refused"])
        }
        _ = try table.claim(table.delivery("3"))
        #expect(table.answer(.taken) == ["recovered mail", "settle 3 delivered"])
        for number in 4...6 {
            _ = try table.claim(table.delivery("\(number)"))
            let told = number == 6 ? ["tell channel-failing: mail: 200 errcode 7"] : []
            #expect(table.answer(.puzzling) == told + ["settle \(number) refused"])
        }
        #expect(try table.claim(table.delivery("7")) == ["reroute 7 to phone"])
        table.rulebook = MachineTable.rulebook(ways: ["mail"])
        try table.advance(to: "16:01")
        #expect(try table.claim(table.delivery("8")) == ["send 8 by mail"], "the probe")
        #expect(table.answer(.puzzling) == ["settle 8 refused"])
        #expect(try table.claim(table.delivery("9")) == ["hold 9 circuit until 16:02"])
    }

    @Test func `that a channel works is announced once after a start`() throws {
        var table = try MachineTable()
        _ = try table.claim(table.delivery("1"), table.delivery("2"))
        #expect(table.answer(.taken) == ["recovered mail", "settle 1 delivered"])
        #expect(table.answer(.taken) == ["settle 2 delivered"])
    }

    // MARK: Answers

    @Test(
        arguments: [
            (Receipt.taken, nil, "settle 1 delivered"), (.unknown, nil, "settle 1 refused"),
            (.greylisted, nil, "settle 1 again at 16:00:5"),
            (.greylisted, "16:00", "settle 1 again at 16:00:5"),
            (
                .deferred(Receipt.Answer(code: 429, text: "slow"), after: .seconds(1_800)), "16:20",
                "settle 1 expired"
            ),
        ] as [(Receipt, String?, String)])
    func `each answer has its outcome`(receipt: Receipt, expires: String?, line: String) throws {
        var table = try MachineTable()
        _ = try table.claim(table.delivery("1", expires: expires))
        #expect(table.answer(receipt).last == line)
    }

    @Test(
        arguments: [
            (["mail", "phone"], 600, "settle 1 expired"),
            (["mail"], 600, "settle 1 again at 16:10"),
            (["mail", "phone"], 60, "settle 1 again at 16:01"),
        ] as [([Channel.ID], Int, String)])
    func `a ban is not waited out by a person with another way`(
        ways: [Channel.ID], seconds: Int, line: String
    ) throws {
        for expires in [nil, "17:00"] {
            var table = try MachineTable(ways: ways)
            _ = try table.claim(table.delivery("1", expires: expires))
            let answer = Receipt.Answer(code: 200, text: "too fast")
            #expect(table.answer(.deferred(answer, after: .seconds(seconds))).last == line)
        }
    }

    @Test func `a channel that cannot be opened is waited for only by those reached by no other`()
        throws
    {
        var table = try MachineTable()
        _ = try table.claim(table.delivery("1"))
        #expect(table.end(.unopened("no password")) == ["settle 1 refused"])
        table.rulebook = MachineTable.rulebook(ways: ["mail"])
        _ = try table.claim(table.delivery("2"))
        #expect(table.end(.unopened("no password")) == ["settle 2 again at 16:00:5"])
    }

    @Test func `what is found to be over when it is composed is withdrawn`() throws {
        var table = try MachineTable()
        _ = try table.claim(table.delivery("1"))
        #expect(table.end(.over) == ["withdraw 1 over", "settle"])
    }

    @Test func `what a far side says of classified incidents is not told by other channels`()
        throws
    {
        var table = try MachineTable()
        try table.know("i-1", classification: "secret")
        _ = try table.claim(table.delivery("1"))
        #expect(table.answer(.wrongKey).first == "tell channel-failing: mail: 401")
    }
}
