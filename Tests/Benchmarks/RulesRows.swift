import Calendars
import Foundation
import Rules

/// The time in which a rulebook is read and checked.
enum RulesRows {
    /// Reads a city of 3,000 units from tables, with one rule for all.
    static func check(_ sizes: Sizes, _ folder: String) async throws -> [Figure] {
        let documents = Samples.city(of: 3_000)
        var laps: [Lap] = []
        for _ in 0..<max(3, sizes.repeats * 5) {
            laps.append(
                try await Lap.of {
                    let outcome = RulebookReader.read(documents: documents) {
                        Zone(fixed: 28_800, name: $0)
                    }
                    guard outcome.rulebook?.units.count == 3_000 else {
                        throw Failure("the rules of the city are not read")
                    }
                })
        }
        let lap = Lap.median(laps)
        return [
            Figure(
                name: "check, a city of 3,000 units",
                value: "\(Int((lap.seconds * 1_000).rounded())) ms", wish: "< 1 s",
                remarks: "one rule, units and contacts from tables")
        ]
    }
}

extension Samples {
    /// Returns the documents of a city: a province, its districts, and their offices.
    fileprivate static func city(of count: Int) -> [RuleDocument] {
        var units = "id,name,parent,groups,duty,leader\nprovince,Province,,,duty-0,duty-0\n"
        var contacts = "id,name,phone,reach.mail\n"
        let districts = count / 30
        for number in 0..<districts {
            units +=
                "d\(number),District \(number),province,districts,duty-\(number),"
                + "duty-\(number)\n"
            contacts +=
                "duty-\(number),Duty \(number),0825-\(number + 100),"
                + "d\(number)@city.example\n"
        }
        for number in 0..<count - districts - 1 {
            let district = number % districts
            units +=
                "u\(number),Office \(number),d\(district),offices,duty-\(district),"
                + "duty-\(district)\n"
        }
        let rules = """
            { "settings": { "zone": "Asia/Shanghai", "operators": ["contact:duty-0"] },
              "channels": { "mail": { "kind": "maildir", "path": "maildir",
                "from": "duty@city.example" } },
              "policies": { "press": { "steps": [
                { "at": "-30m", "to": ["owing.duty"] },
                { "at": "0", "to": ["owing.leader", "awaiting.duty", "operators"] } ] } },
              "rules": { "urgent": { "owes": { "var": "incident.unit" }, "obligations": {
                "above": { "when": { "var": "unit.parent" }, "to": ["owing.parent"],
                  "due": { "within": "2h", "of": "occurred" }, "policy": "press" } } },
                "daily": { "owes": "group:offices", "on": { "cron": "0 17 * * *" },
                  "obligations": { "brief": { "to": ["owing.parent"], "policy": "press" } } } } }
            """
        return [("city.json", rules), ("contacts.csv", contacts), ("units.csv", units)].map {
            RuleDocument(path: $0, bytes: Array($1.utf8))
        }
    }
}
