import Calendars
import JSON
import Rules
import TestSupport
import Testing

/// Units and contacts from tables, groups, roles and the units above, with their mistakes.
@Suite struct NetworkReadingTests {
    private static let head = """
        { "settings": { "zone": "Asia/Shanghai", "operators": ["contact:wu"] },
          "channels": {
            "mail": { "kind": "maildir", "path": "maildir", "from": "duty@city.example" } },
          "policies": {
            "press": { "steps": [ { "at": "0", "to": ["owing.duty", "operators"] } ] } },
        """
    private static let contacts =
        "id,name,phone,reach.mail\nwu,吴磊,0825-1,wu@city.example\nli,李娜,,li@city.example\n"
    private static let units = "id,name,parent,groups,duty\ncity,市,,,li\nanju,区,city,all,li\n"

    private static func rules(
        owes: String = #"{ "var": "incident.unit" }"#, to: String = #""owing.parent""#,
        when: String = "true"
    ) -> String {
        head + """
            "rules": { "urgent": { "when": \(when), "owes": \(owes), "obligations": {
              "above": { "to": [\(to)], "due": { "within": "2h", "of": "occurred" },
                "policy": "press" } } } } }
            """
    }

    private func read(
        _ rules: String = Self.rules(), units: String = Self.units,
        contacts: String = Self.contacts
    ) -> RulebookReader.Outcome {
        let files = [("a.json", rules), ("units.csv", units), ("contacts.csv", contacts)]
        return RulebookReader.read(
            documents: files.map {
                RuleDocument(path: "rules/\($0)", name: $0, bytes: Array($1.utf8))
            },
            zones: { Zone(fixed: 28_800, name: $0) })
    }

    private func told(
        _ rules: String = Self.rules(), units: String = Self.units,
        contacts: String = Self.contacts
    ) -> [String] {
        read(rules, units: units, contacts: contacts).diagnostics.map(\.description)
    }

    @Test
    func `Units and contacts of tables are those of rule documents`() throws {
        let units =
            "\u{FEFF}id;name;parent;groups;duty;leader;roles.officer\r\n"
            + "city;\"市\r\n委\";;;schedule:desk;;\r\n"
            + "anju;区;city;all, west;li wu;mailto:a@b.example;wu\r\n"
        let contacts =
            "id,name,title,phone,zone,outside,reach.mail,reach.mail.after,reach.room\n"
            + "wu,吴磊,主任,+86 825 1234 转 5,Asia/Shanghai,是,wu@city.example,,-\n"
            + "li,李娜,,,,no,,,-\n"
        let more = """
            "schedules": { "desk": { "layers": [ { "rotation": ["contact:li"],
              "starts": "2026-01-01T08:00", "every": "P1D" } ] } },
            """
        let rules = Self.rules().replacing(
            "\"mail\":",
            with: "\"room\": { \"kind\": \"webhook\", \"url\": \"https://a.example\" }, \"mail\":"
        ).replacing("\"policies\":", with: more + "\"policies\":")
        let outcome = read(rules, units: units, contacts: contacts)
        #expect(outcome.diagnostics.filter(\.isError).map(\.description) == [])
        let book = try #require(outcome.rulebook)
        let anju = try #require(book.units["anju"])
        #expect(book.units["city"]?.name == "市\r\n委")
        #expect(book.units["city"]?.duty == [.schedule("desk")])
        #expect(anju.parent == "city")
        #expect(anju.groups == ["all", "west"])
        #expect(anju.duty == [.contact("li"), .contact("wu")])
        #expect(anju.leader == [.mail("a@b.example")])
        #expect(anju.roles[UnitRole(rawValue: "officer")] == [.contact("wu")])
        let wu = try #require(book.contacts["wu"])
        #expect(wu.phone == "+86 825 1234 转 5")
        #expect(wu.isOutside && book.contacts["li"]?.isOutside == false)
        #expect(
            wu.reach == [
                Contact.Method(channel: "mail", address: "wu@city.example", after: nil),
                Contact.Method(channel: "room", address: nil, after: nil),
            ])
        #expect(book.awaiting(book.rules[0].obligations[0], from: "anju").units == [["city"]])
    }

    @Test(arguments: [
        (
            "id,name,parent\ncity,市,\nanju,区,citi\n",
            "rules/units.csv:3:8: error: /units/anju/parent: no unit \"citi\", accepted is one of "
                + "\"units\", nearest is \"city\" (name.unknown)"
        ),
        (
            "id,name\ncity,市\n\ncity,区\n",
            "rules/units.csv:4:1: error: /units/city: \"city\" a second time, the first is at line "
                + "2, column 1 (name.twice)"
        ),
        (
            "id,name,dutty\ncity,市,li\n",
            "rules/units.csv:1:9: error: /units: unknown column \"dutty\", accepted are id name "
                + "parent groups duty leader roles.NAME, nearest is \"duty\" (key.unknown)"
        ),
        (
            "name,duty\n市,li\n",
            "rules/units.csv:1:1: error: /units: no column \"id\", it is required (key.missing)"
        ),
        (
            "id,name\n,市\n",
            "rules/units.csv:2:1: error: /units: a row without an \"id\", it is required "
                + "(key.missing)"
        ),
        (
            "id,name,duty\ncity,\"市\n委\",lii\n",
            "rules/units.csv:3:4: error: /units/city/roles/duty: no contact \"lii\", accepted is "
                + "one of \"contacts\", nearest is \"li\" (name.unknown)"
        ),
        (
            "id,name\ncity,\"市\nanju,区\n",
            "rules/units.csv:2:6: error: /: the field begins with \" and is not closed: close it, "
                + "and write a \" inside as \"\" (csv.form)"
        ),
        (
            "id,name\ncity,市,x\n",
            "rules/units.csv:2:8: error: /: 3 fields in a table of 2 columns: put a field with a "
                + "separator in it in quotation marks (csv.form)"
        ),
        (
            "id,name,parent\na,甲,b\nb,乙,a\n",
            "rules/units.csv:2:5: error: /units/a/parent: \"a\" would be its own parent "
                + "(parent.cycle)"
        ),
    ])
    func `A mistake in a table is told at its cell`(_ units: String, _ expected: String) {
        let place = expected.prefix { $0 != " " }
        #expect(told(units: units).first { $0.hasPrefix(place) } == expected)
    }

    @Test
    func `A table in GBK is named as such, and nothing is guessed from what is missing`() {
        let gbk = Array("id,name\ncity,".utf8) + [0xCA, 0xD0, 0xCE, 0xAF, 0x0A]
        let files = [("a.json", Array(Self.rules().utf8)), ("units.csv", gbk)]
        let outcome = RulebookReader.read(
            documents: files.map { RuleDocument(path: $0, bytes: $1) },
            zones: { Zone(fixed: 28_800, name: $0) })
        #expect(
            outcome.diagnostics.map(\.description) == [
                "units.csv:2:6: error: /: the text is encoded in GBK: save it as \"CSV UTF-8\", or "
                    + "convert it with iconv -f GB18030 -t UTF-8 (csv.form)"
            ])
    }

    @Test
    func `A telephone number is one`() {
        let contacts = Self.contacts.replacing("0825-1,", with: "call me,")
        let expected =
            "rules/contacts.csv:2:7: error: /contacts/wu/phone: \"call me\", accepted is a "
            + "telephone number such as"
        #expect(told(contacts: contacts).contains { $0.hasPrefix(expected) })
    }

    @Test
    func `A unit that may have nobody above it is warned of, and only such a unit`() {
        let warning =
            "no owing.parent for the unit city, an incident of such a unit opens a fault in place "
            + "of this obligation; leave it out with \"when\": {\"var\": \"unit.parent\"} if that "
            + "is meant (parent.missing)"
        #expect(told().count { $0.hasSuffix(warning) } == 1)
        for when in [
            #"{ "var": "unit.parent" }"#,
            #"{ "and": [{ "in": ["all", { "var": "unit.groups" }] }, { "var": "record.kind" }] }"#,
            #"{ "==": [{ "var": "incident.unit" }, "anju"] }"#,
        ] {
            #expect(!told(Self.rules(when: when)).contains { $0.contains("(parent.missing)") })
        }
        #expect(
            told(Self.rules(when: #"{ "var": "incident.kind" }"#)).contains {
                $0.hasSuffix(warning)
            })
        #expect(
            !told(Self.rules(to: #"["owing.parent", "city"]"#)).contains {
                $0.contains("(parent.missing)")
            })
    }

    @Test
    func `A unit named in a rule without the unit above is an error`() {
        #expect(
            told(Self.rules(owes: "\"city\"")).contains {
                $0.contains("error") && $0.contains("owing.parent of city, which has none")
            })
    }

    @Test(arguments: [
        (#""owing.parrent""#, "\"owing.parrent\", accepted is owing.parent, with .parent for each"),
        (
            #""group:al""#,
            "no unit in a group \"al\", a unit names its groups under \"groups\", "
                + "nearest is \"all\" (name.unknown)"
        ),
        (#""owing.parent", "owing.parent""#, "\"owing.parent\" a second time"),
    ])
    func `A reference that stands for nothing is refused`(_ to: String, _ expected: String) {
        #expect(told(Self.rules(to: to)).contains { $0.contains(expected) })
    }

    @Test
    func `A step to a role that no unit has is refused with the nearest`() {
        let rules = Self.rules().replacing("owing.duty", with: "owing.dutty")
        #expect(
            told(rules).contains {
                $0.contains("no unit has a role \"dutty\"") && $0.contains("nearest is \"duty\"")
            })
    }

    @Test
    func `Owes takes no unit above`() {
        #expect(
            told(Self.rules(owes: #"["owing.parent"]"#)).contains {
                $0.contains("accepted is a unit or group:NAME")
            })
    }

    @Test
    func `Twenty thousand units one above the other are checked without a cycle`() {
        let units =
            "id,name,parent\n"
            + (0..<20_000).map { "u\($0),u,\($0 == 0 ? "" : "u\($0 - 1)")" }.joined(separator: "\n")
        #expect(!told(units: units).contains { $0.contains("parent.cycle") })
    }
}
