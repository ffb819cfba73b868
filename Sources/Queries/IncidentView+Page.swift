import Calendars
package import Cases
package import JSON
import Messages
import Rules
import Storage

// The whole of one incident.
extension IncidentView {
    /// Returns the facts, obligations, faults and records of a case.
    package func page(_ incident: Case, _ records: [RecordEntry]) -> [String] {
        let phrases = EntryPhrases(words.language)
        let others = incident.incidents.dropFirst().map(\.text).joined(separator: ", ")
        var lines = [
            "\(incident.id)  \(title(of: incident))" + (others.isEmpty ? "" : "  + \(others)")
        ]
        for member in incident.incident?.facts.members ?? []
        where !["title", "incident"].contains(member.key) {
            lines.append("  \(phrases.member(member.key)): \(text(member.value))")
        }
        lines.append("  " + words.times(rulebook.settings.zone.name))
        lines.append(words.owed)
        for row in incident.owedRows(at: now) {
            lines.append("  " + line(row))
            lines += row.faults.map { "    \(facts.text($0))" }
        }
        lines += incident.owedQuestions.map { "  " + line($0) }
        return lines + self.lines(records)
    }
}

extension IncidentView {
    /// Returns the findings of a case with their times.
    private func findingsJSON(_ incident: Case) -> [(at: Instant, json: JSON)] {
        incident.findings.map { one in
            var json: JSONObject = [
                "type": "finding", "at": .string(one.at.rfc3339),
                "fault": .string(one.fault.rawValue),
                "result": one.isConfirmed ? "confirmed" : "dismissed",
            ]
            json["obligation"] = one.obligation.map(JSON.string)
            json["by"] = .string(one.by)
            json["why"] = one.why.map(JSON.string)
            return (one.at, .object(json))
        }
    }

    /// Returns the merges of a case with their times.
    private func mergesJSON(_ incident: Case) -> [(at: Instant, json: JSON)] {
        let merges = Set(incident.mergesInEffect.map(\.record))
        return incident.merges.map { one in
            var json: JSONObject = [
                "type": "merge", "at": .string(one.at.rfc3339), "id": .string(one.record.text),
                "incident": .string(one.incident.text), "into": .string(one.into.text),
                "by": .string(one.by),
            ]
            json["why"] = one.why.map(JSON.string)
            json["retracted"] = merges.contains(one.record) ? nil : true
            return (one.at, .object(json))
        }
    }

    /// Returns the statements of people about a case, by time.
    private func statementsJSON(_ incident: Case) -> [JSON] {
        var found: [(at: Instant, json: JSON)] = []
        func add(_ at: Instant, _ type: String, _ members: [(String, String?)]) {
            var json: JSONObject = ["type": .string(type), "at": .string(at.rfc3339)]
            for (key, value) in members { json[key] = value.map(JSON.string) }
            found.append((at, .object(json)))
        }
        for one in incident.closures {
            add(
                one.at, one.isClosing ? "closure" : "reopening",
                [("by", one.by), ("why", one.why)])
        }
        for one in incident.reliefs {
            add(
                one.at, one.kind.rawValue,
                [
                    ("obligation", one.obligation), ("by", one.by), ("why", one.why),
                    ("until", one.until?.rfc3339),
                ])
        }
        for one in incident.instructions {
            add(
                one.at, "instruction",
                [
                    ("id", one.record.text), ("by", one.by), ("text", one.text),
                    ("due", one.due?.rfc3339),
                ])
        }
        for one in incident.sightings {
            add(
                one.seenAt, "sighting",
                [("source", one.source), ("title", one.title), ("url", one.url)])
        }
        for one in incident.retractions {
            add(
                one.at, "retraction",
                [("report", one.report.text), ("by", one.by), ("why", one.why)])
        }
        found += findingsJSON(incident) + mergesJSON(incident)
        for one in incident.ahead { add(one.at, "ahead", [("record", one.about)]) }
        return found.sorted { $0.at < $1.at }.map(\.json)
    }

    /// Returns all output of `show` as JSON, for programs.
    package func json(
        _ incident: Case, _ records: [RecordEntry], _ rules: PinnedRulebooks
    ) -> JSON {
        var json: JSONObject = ["incident": .string(incident.id.text)]
        json["facts"] = incident.incident.map { .object($0.facts) }
        json["merged"] = incident.incidents.dropFirst().map(\.text).coded(JSON.string)
        json["obligations"] = .array(incident.owedRows(at: now).map { self.json($0) })
        json["reports"] = .array(incident.reports.map { .object($0.body) })
        json["statements"] = .array(statementsJSON(incident))
        json["records"] = .array(records.map(\.json))
        json["upcoming"] = self.json(incident.upcomingSteps(by: rules, at: now))
        json["faults"] = .array(
            incident.faults.sorted { $0.key < $1.key }.map { about, fault in
                [
                    "about": .string(about), "fault": .string(fault.kind.rawValue),
                    "detail": .string(FaultPhrases.program.text(fault.detail)),
                ]
            })
        json["nextAt"] = incident.wakeAt.map { .string($0.rfc3339) }
        return .object(json)
    }
}
