import JSON
import Rules
import TestSupport
import Testing

@Suite struct ConditionTests {
    private struct Published {
        let logic: JSON
        let data: JSON
        let expected: JSON
    }

    private func published() throws -> [Published] {
        let tests = try JSONReader.read(TestFiles().bytes("Suites/jsonlogic/tests.json"))
        return (tests.array ?? []).compactMap(\.array).map {
            Published(logic: $0[0], data: $0[1], expected: $0[2])
        }
    }

    private func evaluate(
        _ logic: String, _ data: JSON = [:], strict: Bool = true
    ) throws -> Evaluation {
        try Condition(json(logic)).evaluate(over: data, strict: strict)
    }

    /// Returns the reason for an undecidable result; nil for any other.
    private func reason(_ evaluation: Evaluation) -> String? {
        if case .undecidable(let why) = evaluation { "\(why)" } else { nil }
    }

    @Test(arguments: [
        (#"{"and": [{"==": [{"var": "a"}, 1]}, {"==": [{"var": "b"}, 3]}]}"#, ["a = 1"]),
        (#"{"and": [{"==": [{"var": "b"}, 3]}, {">": [{"var": "c"}, 2]}]}"#, ["c > 2"]),
        (#"{"or": [{"==": [{"var": "b"}, 3]}, {"==": [{"var": "a"}, 1]}]}"#, ["b = 3"]),
        (#"{"!": {"in": [{"var": "s"}, ["x", "y"]]}}"#, ["s in x, y"]),
        (#"{"or": [{"==": [{"var": "a"}, 1]}, {"!=": [{"var": "b"}, 3]}]}"#, ["a = 1", "b ≠ 3"]),
        ("true", ["true"]),
    ])
    func `the parts that decide a condition are found`(logic: String, parts: [String]) throws {
        let data: JSON = ["a": 0, "b": 3, "s": "z"]
        let condition = try Condition(json(logic))
        #expect(condition.deciding(over: data).map(\.text) == parts)
    }

    @Test func `the 277 published cases hold`() throws {
        let cases = try published()
        #expect(cases.count == 277)
        for test in cases {
            let condition = try Condition(test.logic)
            #expect(
                condition.evaluate(over: test.data, strict: false) == .value(test.expected),
                "\(test.logic.serialized()) over \(test.data.serialized())")
        }
    }

    @Test func `all 277 hold when strict, since none orders or reckons with what is absent`() throws
    {
        var undecidable: [String] = []
        for test in try published() {
            let result = try Condition(test.logic).evaluate(over: test.data)
            guard case .value(let value) = result else {
                undecidable.append(test.logic.serialized())
                continue
            }
            #expect(value == test.expected, "\(test.logic.serialized())")
        }
        #expect(undecidable == [])
    }

    @Test(arguments: [
        ("{\"<\":[{\"var\":\"age\"},15]}", "age is absent", JSON.bool(true)),
        ("{\">=\":[null,0]}", "argument 1 of \">=\" is absent", true),
        ("{\"-\":[{\"var\":\"n\"},1]}", "n is absent", -1),
        ("{\"+\":[{\"var\":\"n\"},1]}", "n is absent", nil),
        ("{\"max\":[1,{\"var\":\"n\"}]}", "n is absent", 1),
        ("{\"/\":[1,0]}", "\"/\" has no number for a result", nil),
        (
            "{\"<\":[\"soon\",1]}",
            "argument 1 of \"<\" is a string that is not a number, for \"<\"", false
        ),
        ("{\"!\":{\"<\":[{\"var\":\"age\"},15]}}", "age is absent", false),
        ("{\"if\":[{\"<\":[{\"var\":\"age\"},15]},1,2]}", "age is absent", 1),
        ("{\"==\":[{\"<\":[{\"var\":\"age\"},15]},true]}", "age is absent", true),
        ("{\"and\":[true,{\"<\":[{\"var\":\"age\"},15]}]}", "age is absent", true),
        ("{\"or\":[{\"<\":[{\"var\":\"age\"},15]},false]}", "age is absent", true),
        ("{\"some\":[[1],{\"<\":[{\"var\":\"x\"},0]}]}", "x is absent", false),
    ])
    func `an ordering or arithmetic over what is absent is undecidable, unless not strict`(
        logic: String, why: String, published: JSON
    ) throws {
        #expect(reason(try evaluate(logic)) == why)
        #expect(try evaluate(logic, strict: false) == .value(published))
        #expect(try Condition(json(logic)).holds(over: [:]) == nil)
    }

    @Test(arguments: [
        ("{\"and\":[{\"<\":[{\"var\":\"age\"},15]},false]}", JSON.bool(false)),
        ("{\"and\":[false,{\"<\":[{\"var\":\"age\"},15]}]}", false),
        ("{\"or\":[{\"<\":[{\"var\":\"age\"},15]},7]}", 7),
        ("{\"or\":[7,{\"<\":[{\"var\":\"age\"},15]}]}", 7),
        ("{\"some\":[{\"var\":\"list\"},{\">\":[{\"var\":\"n\"},0]}]}", true),
        ("{\"all\":[{\"var\":\"list\"},{\"<\":[{\"var\":\"n\"},0]}]}", false),
        ("{\"none\":[{\"var\":\"list\"},{\">\":[{\"var\":\"n\"},0]}]}", false),
        ("{\"==\":[{\"var\":\"age\"},null]}", true),
        ("{\"!=\":[{\"var\":\"age\"},0]}", true),
        ("{\"in\":[{\"var\":\"age\"},[1,2]]}", false),
        ("{\"<\":[{\"var\":[\"age\",0]},15]}", true),
        ("{\"<\":[\"2026-01-01\",\"2026-01-02\"]}", true),
        ("{\"//\":\"why\",\"==\":[1,1.0]}", true),
        ("{\"+\":[0.5,0.5]}", 1), ("{\"*\":[9007199254740993,3]}", 27_021_597_764_222_979),
        ("{\"%\":[-7,3]}", -1), ("{\"in\":[{\"a\":2,\"b\":[1]},[{\"b\":[1.0],\"a\":2.0}]]}", true),
        ("{\"substr\":[\"安居区委\",-2,1]}", "区"), ("{\"cat\":[1.50,null,true]}", "1.5true"),
    ])
    func `what can be decided is`(logic: String, value: JSON) throws {
        #expect(try evaluate(logic, ["list": [[:], ["n": 1]]]) == .value(value))
    }

    private static let facts: JSON = [
        "incident": [
            "occurredAt": "2026-01-31T16:00:00+08:00", "reportedAt": "2026-01-31T10:00:00Z",
            "day": "2026-05-12", "local": "2026-05-12T16:00:00", "nothing": nil,
        ]
    ]

    @Test(arguments: [
        ("{\"exists\":\"incident.day\"}", JSON.bool(true)),
        ("{\"exists\":\"incident.nothing\"}", false), ("{\"exists\":[\"incident.x.y\"]}", false),
        (
            "{\"before\":[{\"var\":\"incident.occurredAt\"},{\"var\":\"incident.reportedAt\"}]}",
            true
        ),
        (
            "{\"after\":[{\"var\":\"incident.occurredAt\"},{\"var\":\"incident.reportedAt\"}]}",
            false
        ),
        (
            "{\"elapsed\":[{\"var\":\"incident.occurredAt\"},{\"var\":\"incident.reportedAt\"}]}",
            7_200
        ),
        (
            "{\"plusTime\":[{\"var\":\"incident.occurredAt\"},1,\"month\"]}",
            "2026-02-28T16:00:00+08:00"
        ),
        (
            "{\"plusTime\":[{\"var\":\"incident.reportedAt\"},-90,\"minute\"]}",
            "2026-01-31T08:30:00+00:00"
        ),
        ("{\"plusTime\":[\"2024-02-29T00:00:00Z\",1,\"year\"]}", "2025-02-28T00:00:00+00:00"),
        ("{\"length\":\"燃气爆炸\"}", 4), ("{\"length\":{\"var\":\"incident.day\"}}", 10),
        ("{\"length\":[[1,2,3]]}", 3),
    ])
    func `times are reckoned as times and texts measured`(logic: String, value: JSON) throws {
        #expect(try evaluate(logic, Self.facts) == .value(value))
    }

    @Test(arguments: [
        (
            "{\"before\":[{\"var\":\"incident.x\"},\"2026-01-31T10:00:00Z\"]}",
            "incident.x is absent"
        ),
        (
            "{\"after\":[{\"var\":\"incident.day\"},\"2026-01-31T10:00:00Z\"]}",
            "incident.day \"2026-05-12\" is a date without a time of day"
        ),
        (
            "{\"elapsed\":[{\"var\":\"incident.local\"},\"2026-01-31T10:00:00Z\"]}",
            "incident.local \"2026-05-12T16:00:00\" is a time without an offset from UTC such as "
                + "+08:00 or Z"
        ),
        (
            "{\"plusTime\":[\"2026-01-31T10:00:00Z\",1.5,\"hour\"]}",
            "the count of \"plusTime\" is not a whole number"
        ),
        (
            "{\"length\":{\"var\":\"incident.title\"}}", "incident.title is absent"
        ),
        (
            "{\"plusTime\":[\"2026-01-31T10:00:00Z\",9000,\"year\"]}",
            "\"plusTime\" leads beyond the years 1 to 9999"
        ),
    ])
    func `over what is absent or no time they are undecidable`(logic: String, why: String) throws {
        #expect(reason(try evaluate(logic, Self.facts)) == why)
        #expect(reason(try evaluate(logic, Self.facts, strict: false)) == why)
    }

    @Test func `every mistake is told at its place when it is compiled`() throws {
        let logic = try json(
            "{\"and\":[{\"befor\":[1,2]},{\"==\":[1]},{\"plusTime\":[1,2,\"days\"]}]}")
        let when = JSONPointer(["when"])
        do throws(RuleErrors) {
            _ = try Condition(logic, at: when)
            Issue.record("it was compiled")
        } catch {
            #expect(
                error.all.map(\.code) == [
                    "condition.operator", "condition.arity", "condition.unit",
                ])
            #expect(
                error.all.map(\.pointer.description) == [
                    "/when/and/0/befor", "/when/and/1/==", "/when/and/2/plusTime/2",
                ])
            #expect(error.all.map(\.nearest) == ["before", nil, "day"])
        }
    }

    @Test func `no condition runs away`() throws {
        let many = JSON.array((0..<2_000).map { .number(.integer($0)) })
        let data: JSON = ["many": many]
        let runaway = [
            "{\"map\":[{\"var\":\"many\"},{\"map\":[[MANY],{\"+\":[{\"var\":\"\"},1]}]}]}"
                .replacing("MANY", with: (0..<2_000).map(String.init).joined(separator: ",")),
            "{\"reduce\":[{\"var\":\"many\"},{\"cat\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]},\"x\"]}",
            "{\"reduce\":[{\"var\":\"many\"},[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}],1]}",
            "{\"reduce\":[{\"var\":\"many\"},[{\"var\":\"accumulator\"}],1]}",
            "{\"reduce\":[{\"var\":\"many\"},{\"merge\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]},[1]]}",
        ]
        for logic in runaway {
            guard case .undecidable = try evaluate(logic, data) else {
                Issue.record("decided: \(logic.prefix(60))")
                continue
            }
        }
    }

    @Test func `mutated conditions give a value, a reason or mistakes`() throws {
        var generator = SeededRandom(seed: 277)
        let cases = try published()
        for round in 0..<10_000 {
            let test = cases[round % cases.count]
            let logic = mutated(test.logic.bytes(), by: &generator)
            guard let logic = try? JSONReader.read(logic), let condition = try? Condition(logic)
            else { continue }
            _ = condition.evaluate(over: test.data, strict: round.isMultiple(of: 2))
        }
    }
}
