import Calendars
import Cases
import JSON
import Rules
import TestSupport
import Testing

/// A city of 3,000 units: one rulebook of a page, with the units and the people in tables.
@Suite struct CityTests {
    private static let districts = 100
    private static let streets = 3_000 - districts - 1

    /// Returns the rules of the network example with the units and contacts of a city.
    private static func documents(streets: Int = streets) throws -> [RuleDocument] {
        var units = "id,name,parent,groups,duty,leader\nprovince,省,,,duty-0,duty-0\n"
        var contacts = "id,name,phone,reach.mail\nengineer,吴磊,,wu@city.example\n"
        for number in 0..<districts {
            units += "d\(number),第\(number)区,province,river,duty-\(number),duty-\(number)\n"
            contacts += "duty-\(number),值班\(number),0825-\(number + 100),d\(number)@a.example\n"
        }
        for number in 0..<streets {
            let district = number % districts
            units +=
                "s\(number),第\(number)街道,d\(district),districts,duty-\(district),"
                + "duty-\(district)\n"
        }
        units += "rescue,救援队,province,,duty-0,duty-0\n"
        let office = try RuleFolder("Tests/Examples/network").documents.filter {
            $0.name == "office.json"
        }
        // No unit of the city has an officer.
        let rules = office.map {
            RuleDocument(
                path: $0.path, name: $0.name,
                bytes: Array(
                    String(decoding: $0.bytes, as: UTF8.self)
                        .replacing(", \"owing.officer\"", with: "").utf8))
        }
        return rules + [
            RuleDocument(path: "units.csv", bytes: Array(units.utf8)),
            RuleDocument(path: "contacts.csv", bytes: Array(contacts.utf8)),
        ]
    }

    private static func rulebook(streets: Int = streets) throws -> Rulebook {
        let outcome = RulebookReader.read(documents: try documents(streets: streets)) {
            RuleFolder.zone($0)
        }
        #expect(outcome.diagnostics.map(\.description) == [])
        return try #require(outcome.rulebook)
    }

    @Test
    func `Three thousand units need no more rules than three, and the rules fit on a page`() throws
    {
        let (small, city) = (try Self.rulebook(streets: 3), try Self.rulebook())
        #expect(city.units.count == 3_001)
        #expect(city.rules.map(\.id) == small.rules.map(\.id))
        #expect(city.summary(in: .english).count == small.summary(in: .english).count)
        #expect(
            city.policies.values.map(\.steps.count) == small.policies.values.map(\.steps.count))
        let rules = try Self.documents()[0].bytes
        #expect(String(decoding: rules, as: UTF8.self).split(separator: "\n").count <= 60)
    }

    @Test
    func `Each unit reports to the unit above its own, and one incident concerns few`() throws {
        let city = try Self.rulebook()
        let above = try #require(city.rule("urgent")?.obligations.first)
        for number in [0, 1_499, Self.streets - 1] {
            let unit = Unit.ID("s\(number)")
            #expect(
                city.awaiting(above, from: unit).units
                    == [[Unit.ID("d\(number % Self.districts)")]])
            var incident = Case(id: "i-1", at: Self.noon)
            let record = try Record.read(
                [
                    "type": "incident", "incident": "i-1", "unit": .string(unit.text),
                    "title": "火灾", "severity": "major", "occurredAt": "2026-05-12T16:00:00+08:00",
                ], arrivedAt: Self.noon, origin: "test")
            _ = incident.receive(
                [record], at: Self.noon, by: PinnedRulebooks(current: city))
            #expect(
                incident.obligations.map(\.id.text) == [
                    "urgent/above@d\(number % Self.districts)", "urgent/second@province",
                ])
        }
    }

    @Test
    func `Each of the units owes its bulletin, once`() throws {
        let city = try Self.rulebook()
        let duties = city.bulletins
        #expect(duties.count == Self.streets + 1)
        #expect(Set(duties).count == duties.count)
    }

    @Test
    func `A unit without the unit above opens a fault that the operators hear, and no obligation`()
        throws
    {
        let rules = try Self.documents(streets: 3).map { document in
            RuleDocument(
                path: document.path, name: document.name,
                bytes: Array(
                    String(decoding: document.bytes, as: UTF8.self)
                        .replacing("\"when\": { \"var\": \"unit.parent\" },", with: "").utf8))
        }
        let outcome = RulebookReader.read(documents: rules) { RuleFolder.zone($0) }
        #expect(outcome.diagnostics.count { $0.diagnostic.code == "parent.missing" } == 1)
        let city = try #require(outcome.rulebook)
        var incident = Case(id: "i-1", at: Self.noon)
        let record = try Record.read(
            [
                "type": "incident", "incident": "i-1", "unit": "province", "title": "火灾",
                "severity": "major", "occurredAt": "2026-05-12T16:00:00+08:00",
            ], arrivedAt: Self.noon, origin: "test")
        let effects = incident.receive(
            [record], at: Self.noon, by: PinnedRulebooks(current: city))
        #expect(incident.obligations.isEmpty)
        let fault = try #require(incident.faults["urgent/above"])
        #expect(fault.kind == .nobody)
        #expect(fault.detail == .awaitingMissing("owing.parent", of: ["province"]))
        #expect(Fault(coded: fault.json) == fault)
        let told = effects.compactMap { effect -> Recipient? in
            if case .notice(let notice) = effect { notice.to } else { nil }
        }
        #expect(told == [.contact("engineer")])
    }

    private static let noon = Instant(seconds: 1_778_572_800)
}
