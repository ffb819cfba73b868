import Calendars
import Cases
import JSON
import Rules
import Storage
import TestSupport
import Testing

@Suite struct OwedOfLetGoTests {
    private static func rules() throws -> PinnedRulebooks {
        let root: JSON = [
            "settings": ["zone": "Asia/Shanghai", "operators": ["contact:op"]],
            "units": ["office": ["name": "Office"], "city": ["name": "City"]],
            "contacts": [
                "op": [
                    "name": "Op", "reach": [["channel": "mail", "address": "op@city.example"]],
                ]
            ],
            "channels": ["mail": ["kind": "maildir", "path": "mail", "from": "d@city.example"]],
            "policies": ["p": ["steps": [["at": "0", "to": ["operators"]]]]],
            "rules": [
                "daily": [
                    "owes": ["office"], "on": ["cron": "0 17 * * *"],
                    "obligations": ["brief": ["to": ["city"], "policy": "p"]],
                ]
            ],
        ]
        let document = RuleDocument(path: "r.json", name: "r.json", bytes: root.bytes())
        let outcome = RulebookReader.read(documents: [document]) { name in
            name == "Asia/Shanghai" ? Founding.shanghai : nil
        }
        guard let rulebook = outcome.rulebook else { throw TestFailure("\(outcome.diagnostics)") }
        var bounds = CaseBounds()
        bounds.firings = 5
        return PinnedRulebooks(current: rulebook, bounds: bounds)
    }

    @Test func `the rows of what a case lets go of stay, with their verdicts`() throws {
        let rules = try Self.rules()
        let duty = BulletinDuty(rule: "daily", name: "brief", owing: "office")
        var now = try Instant(rfc3339: "2026-05-12T00:00:00Z")
        var bulletin = Case(id: duty.incident, at: now)
        var rows: [Obligation.ID: OwedRow] = [:]
        for _ in 0..<40 {
            let before = bulletin
            _ = bulletin.advance(to: now, by: rules)
            let change = OwedChange(from: before, to: bulletin, at: now)
            #expect(change.removed.isEmpty)
            for row in change.rows + change.restated { rows[row.obligation] = row }
            now = now + .seconds(86_400)
        }
        #expect(bulletin.obligations.count <= 10)
        #expect(rows.count == 40)
        let missed = rows.values.filter { $0.verdict?.outcome == .missed }
        #expect(missed.count == 38, "all but the last, which is overdue, and the one ahead")
    }
}
