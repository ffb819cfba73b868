import Calendars
import Cases
import Foundation
import JSON
import Rules
import TestSupport
import Testing

@Suite struct RulebookReaderTests {
    private static func zone(_ name: String) -> Zone? {
        name == "Asia/Shanghai" ? Zone(fixed: 28_800, name: name) : nil
    }

    private func read(_ documents: [RuleDocument]) -> RulebookReader.Outcome {
        RulebookReader.read(documents: documents, zones: Self.zone)
    }

    private func read(_ name: String) throws -> RulebookReader.Outcome {
        let bytes = try TestFiles().bytes("Rulebooks/\(name).json")
        return read([RuleDocument(path: "\(name).json", bytes: bytes)])
    }

    private static let names: [String] =
        ((try? TestFiles().names(in: "Rulebooks")) ?? [])
        .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }

    @Test func `there are bad rulebooks to read`() {
        #expect(Self.names.count >= 50)
    }

    @Test(arguments: names)
    func `what is wrong is told as expected`(name: String) throws {
        let outcome = try read(name)
        let told = outcome.diagnostics.map { $0.description + "\n" }.joined()
        let expected = String(
            decoding: try TestFiles().bytes("Rulebooks/\(name).expected"), as: UTF8.self)
        #expect(told == expected)
        #expect((outcome.rulebook == nil) == outcome.diagnostics.contains(where: \.isError))
    }

    /// Returns the diagnostics of the good rulebook with more members, in one document each.
    private func diagnostics(with more: String) throws -> [String] {
        let whole = try TestFiles().bytes("Rulebooks/nothing-is-wrong.json")
        let outcome = read([RuleDocument(path: "a.json", bytes: whole), document("b.json", more)])
        return outcome.diagnostics.map(\.description).filter { $0.hasPrefix("b.json") }
    }

    @Test func `a policy that nobody can follow is warned of`() throws {
        let step = #"{ "at": "0", "to": ["contact:li"] }"#
        let steps = Array(repeating: step, count: 10_000).joined(separator: ",")
        let told = try diagnostics(
            with: """
                { "policies": { "long": { "steps": [\(steps)] },
                  "fast": { "steps": [ { "at": "0", "to": ["contact:li"],
                    "repeat": { "every": "1s", "times": 9 } }] } } }
                """)
        #expect(told.allSatisfy { $0.contains(": warning: ") })
        #expect(told.count { $0.contains("10000 steps") && $0.hasSuffix("(policy.long)") } == 1)
        #expect(told.count { $0.contains("a message every") && $0.hasSuffix("(step.often)") } == 1)
    }

    @Test(arguments: [
        (
            #""due": { "within": "2h", "of": "occurred" }, "#
                + #""repeat": { "every": "1s", "until": "closed" }"#,
            "86400 a day from each incident", "(repeat.often)"
        ),
        (
            #""on": { "cron": "* * * * *", "zone": "Asia/Shanghai" }"#,
            "1440 bulletins a day from each of 1 units",
            "(schedule.often)"
        ),
    ])
    func `a report that would be required all the time is warned of`(
        part: String, what: String, code: String
    ) throws {
        let owes = code == "(schedule.often)" ? #"["anju"]"# : #""anju""#
        let told = try diagnostics(
            with: """
                { "rules": { "often": { "owes": \(owes), "obligations": { "x": {
                  "to": ["city"], "policy": "press", \(part) } } } } }
                """)
        #expect(told.count == 1)
        #expect(told.first?.contains(": warning: /rules/often/obligations/x") == true, "\(told)")
        #expect(told.first?.contains(what) == true)
        #expect(told.first?.hasSuffix(code) == true)
    }

    @Test func `two thousand units with a bulletin each minute are warned of, once`() throws {
        let units = (0..<2_000).map { #""u\#($0)": { "name": "U", "duty": "contact:li" }"# }
        let owes = (0..<2_000).map { #""u\#($0)""# }
        let told = try diagnostics(
            with: """
                { "units": { \(units.joined(separator: ",")) },
                  "rules": { "r": { "owes": [\(owes.joined(separator: ","))],
                    "on": { "cron": "*/15 * * * *", "zone": "Asia/Shanghai" },
                    "obligations": { "x": { "to": ["city"], "policy": "press" } } } } }
                """)
        #expect(told.count == 1)
        #expect(
            told.first?.contains(
                "96 bulletins a day from each of 2000 units, 192000 in all") == true, "\(told)")
    }

    @Test func `the character U+0000 is refused in names and texts, at its place`() throws {
        let told = try diagnostics(
            with: #"""
                { "units": { "b": { "name": "B\u0000" } },
                  "contacts": { "c": { "name": "C", "title": "head\u0000", "reach":
                    [{ "channel": "mail", "address": "c@city.example" }] } } }
                """#)
        let found = "the character U+0000, text without it (text.null)"
        #expect(
            told.filter { $0.hasSuffix("(text.null)") } == [
                "b.json:1:29: error: /units/b/name: " + found,
                "b.json:2:46: error: /contacts/c/title: " + found,
            ], "\(told)")
        let key = try diagnostics(with: #"{ "units": { "anju\u0000x": { "name": "A" } } }"#)
        #expect(key.first == "b.json:1:14: error: /: U+0000 in a key (json.syntax)", "\(key)")
    }

    @Test(arguments: [nil, "required", "none"])
    func `a mail channel that says nothing of TLS requires it`(tls: String?) throws {
        var whole = try #require(
            try json(
                String(
                    decoding: TestFiles().bytes("Rulebooks/nothing-is-wrong.json"), as: UTF8.self)
            ).object)
        var channels = try #require(whole["channels"]?.object)
        var mail = try #require(channels["mail"]?.object)
        #expect(mail["tls"] == nil)
        mail["tls"] = tls.map { .string($0) }
        channels["mail"] = .object(mail)
        whole["channels"] = .object(channels)
        let outcome = read([document("r.json", JSON.object(whole).serialized())])
        guard case .email(let channel) = outcome.rulebook?.channels["mail"]?.kind else {
            Issue.record("\(outcome.diagnostics)")
            return
        }
        #expect(channel.tls == (tls == "none" ? .none : .required))
    }

    private func document(_ path: String, _ text: String) -> RuleDocument {
        RuleDocument(path: path, bytes: [UInt8](text.utf8))
    }

    @Test func `a name is defined once in the whole rulebook, and both places are told`() throws {
        let whole = try TestFiles().bytes("Rulebooks/nothing-is-wrong.json")
        let outcome = read([
            RuleDocument(path: "a.json", bytes: whole),
            document(
                "b.json",
                """
                { "settings": {},
                  "units": { "//": "the same", "anju": { "name": "安居" } } }
                """),
        ])
        #expect(
            outcome.diagnostics.map(\.description) == [
                "b.json:1:3: error: /settings: settings a second time, the first is at a.json:2:3 "
                    + "(settings.twice)",
                "b.json:2:32: error: /units/anju: the unit \"anju\" a second time, the first is at "
                    + "a.json:4:5 (name.twice)",
            ])
        #expect(outcome.rulebook == nil)
    }

    @Test func `documents may be split as people like, and the digest knows every byte`() throws {
        let whole = try json(
            String(decoding: TestFiles().bytes("Rulebooks/nothing-is-wrong.json"), as: UTF8.self))
        let parts = (whole.object?.members ?? []).map { member in
            let part: JSON = [member.key: member.value]
            return document("\(member.key).json", part.serialized(.indented))
        }
        let outcome = read(parts)
        #expect(outcome.diagnostics == [])
        let rulebook = try #require(outcome.rulebook)
        #expect(read(parts.reversed()).rulebook?.digest == rulebook.digest)
        #expect(rulebook.digest.utf8.count == 64)
        var changed = parts
        changed[0] = RuleDocument(path: parts[0].path, bytes: parts[0].bytes + [0x0A])
        #expect(read(changed).rulebook?.digest != rulebook.digest)
    }

    @Test func `a document that cannot be read hides no mistake of another`() {
        let outcome = read([
            document("a.json", "{"), document("b.json", "{\"units\": {\"x\": {\"nam\": \"X\"}}}"),
        ])
        #expect(
            outcome.diagnostics.map(\.diagnostic.code) == [
                "json.syntax", "key.missing", "key.unknown",
            ])
    }

    @Test func `no documents at all is an error`() {
        #expect(
            read([]).diagnostics.map(\.description) == [
                "rules:1:1: error: /: no rule documents, *.json files (rules.none)"
            ])
    }

    @Test(arguments: [
        ("a.json", true), ("units/city.json", true), (".a.json", false), (".git/a.json", false),
        ("a.json~", false), (".a.json.swp", false), ("a.schema.json", false),
        ("a.test.json", false), ("a.json.dpkg-old", false), ("a.dpkg-new.json", false),
        ("a.yaml", false), ("", false), ("units.csv", true), ("city/contacts.csv", true),
        ("incidents.csv", false), (".old/units.csv", false),
    ])
    func `which files are rule documents`(path: String, isDocument: Bool) {
        #expect(RulebookReader.isRuleDocument(path: path) == isDocument)
    }

    @Test func `what was read is what was written`() throws {
        let rulebook = try #require(try read("nothing-is-wrong").rulebook)
        #expect(rulebook.settings.language == .english)
        #expect(rulebook.settings.operators == [.contact("engineer")])
        #expect(rulebook.units["anju"]?.parent == "city")
        let policy = try #require(rulebook.policies["press"])
        #expect(policy.acknowledgementHolds == .seconds(1_800))
        #expect(
            policy.steps.map(\.start) == [
                .deadline(Offset(.exactly(.seconds(1_800)), isNegative: true)),
                .deadline(Offset(.exactly(.seconds(7_200)))),
            ])
        #expect(policy.steps[1].repeat == .init(every: .exactly(.seconds(3_600)), times: 6))
        let obligation = try #require(rulebook.rule("urgent")?.obligations.first)
        #expect(obligation.due == .within(.exactly(.seconds(7_200)), of: .occurred))
        #expect(obligation.stage == "city")
        #expect(
            rulebook.rule("urgent")?.when?.holds(over: ["incident": ["severity": "major"]]) == true)
        #expect(
            rulebook.summary(in: .english) == [
                "1 rule, 1 policy, 2 units, 3 contacts, 0 schedules, 2 channels",
                "zone Asia/Shanghai",
                "urgent: no title",
                "  city: {\"var\":\"incident.unit\"} to city within PT2H of occurred, policy press",
                "digest daily: by 0 8 * * * (Asia/Shanghai) to operators",
            ])
    }

    @Test func `a date begins in the zone of the settings`() throws {
        let text = String(
            decoding: try TestFiles().bytes("Rulebooks/nothing-is-wrong.json"), as: UTF8.self
        ).replacing("\"when\"", with: "\"inForce\": { \"from\": \"2008-04-01\" }, \"when\"")
        let rule = try #require(read([document("a.json", text)]).rulebook?.rule("urgent"))
        #expect(rule.inForce.from?.rfc3339 == "2008-03-31T16:00:00Z")
    }

    @Test func `thousands of mutated rulebooks give diagnostics or a rulebook`() throws {
        var generator = SeededRandom(seed: 4)
        let whole = try TestFiles().bytes("Rulebooks/nothing-is-wrong.json")
        for _ in 0..<3_000 {
            let outcome = read([RuleDocument(path: "a.json", bytes: mutated(whole, by: &generator))]
            )
            #expect((outcome.rulebook == nil) == outcome.diagnostics.contains(where: \.isError))
        }
        let tree = try JSONReader.read(whole)
        for _ in 0..<3_000 {
            let bytes = changed(tree, by: &generator).bytes(.indented)
            let outcome = read([RuleDocument(path: "a.json", bytes: bytes)])
            #expect((outcome.rulebook == nil) == outcome.diagnostics.contains(where: \.isError))
        }
    }

    /// Returns the value with one part replaced by a value of another kind.
    private func changed(_ value: JSON, by generator: inout SeededRandom) -> JSON {
        let others: [JSON] = [
            nil, true, 7, -1, "", "contact:li", "owing.parent.leader", "P1D", "anju", [], [:], [[]],
            ["anju"], ["var": "incident.unit"], ["$env": "X"], ["<": [1]], ["time": "x"],
        ]
        let other = others.randomElement(using: &generator) ?? .null
        guard Int.random(in: 0..<6, using: &generator) > 0 else { return other }
        switch value {
        case .array(var elements):
            guard let index = elements.indices.randomElement(using: &generator) else {
                return other
            }
            elements[index] = changed(elements[index], by: &generator)
            return .array(elements)
        case .object(var object):
            guard let member = object.members.randomElement(using: &generator) else { return other }
            object[member.key] = changed(member.value, by: &generator)
            return .object(object)
        case .null, .bool, .number, .string: return other
        }
    }
}

/// Tests of the shipped rulebook and of the example in the manual.
@Suite struct ShippedRulesTests {
    private func read(_ documents: [RuleDocument]) -> RulebookReader.Outcome {
        RulebookReader.read(documents: documents) { Zone(fixed: 28_800, name: $0) }
    }

    private func shipped() throws -> RulebookReader.Outcome {
        let folder = TestFiles().folder.appending(path: "../../rules")
        let walker = try #require(FileManager.default.enumerator(atPath: folder.path))
        let names = walker.compactMap { $0 as? String }
            .filter { RulebookReader.isRuleDocument(path: $0) }
        return read(
            try names.map {
                let bytes = [UInt8](try Data(contentsOf: folder.appending(path: $0)))
                return RuleDocument(path: $0, bytes: bytes)
            })
    }

    @Test func `the shipped rulebook reads without a word`() throws {
        let outcome = try shipped()
        #expect(outcome.diagnostics.map(\.description) == [])
        let rules = outcome.rulebook?.rules.map(\.id.text).sorted()
        #expect(rules == ["instruction-answers", "sighting-answers", "urgent-information"])
    }

    @Test func `a district owes the city two hours after the event, each tier the next`() throws {
        let rulebook = try #require(try shipped().rulebook)
        let rule = try #require(rulebook.rule("urgent-information"))
        let lines = rulebook.summary(in: .english).drop { !$0.hasPrefix("urgent-information") }
            .dropFirst().prefix(5)
        #expect(
            Array(lines) == [
                "  city: {\"var\":\"incident.unit\"} to city-committee and city-government within "
                    + "PT2H of occurred, policy press-for-report",
                "  province-committee: city-committee to province-committee within PT5H of occurred,"
                    + " policy press-for-report, after city",
                "  province-government: city-government to province-government within PT5H of "
                    + "occurred, policy press-for-report, after city",
                "  centre-committee: province-committee to centre-committee within PT6H of occurred,"
                    + " policy press-for-report, after province-committee",
                "  centre-government: province-government to centre-government within PT6H of "
                    + "occurred, policy press-for-report, after province-government",
            ])
        for (severity, holds) in [("major", true), ("critical", true), ("minor", false)] {
            let facts: JSON = ["incident": ["severity": .string(severity), "unit": "anju"]]
            #expect(rule.when?.holds(over: facts) == holds)
        }
    }

    @Test func `the ladder of the founding case is reckoned from four in the afternoon`() throws {
        let rulebook = try #require(try shipped().rulebook)
        let policy = try #require(rulebook.policies["press-for-report"])
        let deadline = try Instant(rfc3339: "2026-05-12T16:00:00+08:00") + .seconds(7_200)
        let instants = policy.steps.map { step in
            guard case .deadline(let offset) = step.start else { return "opened" }
            return offset.applied(to: deadline, in: rulebook.settings.zone)
                .rfc3339(in: rulebook.settings.zone)
        }
        #expect(
            instants == [
                "2026-05-12T17:30:00+08:00", "2026-05-12T18:00:00+08:00",
                "2026-05-12T19:00:00+08:00", "2026-05-12T20:00:00+08:00",
            ])
        #expect(
            policy.steps.map(\.if) == [.notReported, .notReported, .notAcknowledged, .notReported])
        #expect(policy.steps[3].repeat == .init(every: .exactly(.seconds(3_600)), times: 6))
        for unit in ["anju", "chuanshan", "pengxi", "city-committee", "city-government"] {
            #expect(rulebook.units[Unit.ID(unit)]?.duty == [.contact(Contact.ID("\(unit)-duty"))])
            #expect(
                rulebook.units[Unit.ID(unit)]?.leader == [.contact(Contact.ID("\(unit)-leader"))])
        }
    }

    @Test func `the example of the manual reads without an error`() throws {
        let bytes = try TestFiles().bytes("Suites/manual-example.json")
        let outcome = read([RuleDocument(path: "example.json", bytes: bytes)])
        #expect(
            outcome.diagnostics.map(\.diagnostic.code) == ["unit.nobody"],
            "the province has no posts")
        #expect(outcome.rulebook?.rule("urgent-information")?.obligations.count == 2)
    }
}
