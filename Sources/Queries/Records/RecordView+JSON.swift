import Calendars
import Cases
package import JSON
import Messages
import Rules
import Storage

extension RecordEffect {
    /// Returns the effect for programs; `view` writes the obligations.
    package func json(_ view: IncidentView) -> JSONObject {
        var json = JSONObject()
        var changes = JSONObject()
        for kind in CaseChange.Kind.allCases {
            let rows = change.lines.filter { $0.kind == kind }
            guard !rows.isEmpty else { continue }
            changes[kind.rawValue] = .array(
                rows.map { line in
                    guard let before = line.dueBefore, var row = view.json(line.row).object else {
                        return view.json(line.row)
                    }
                    row["dueBefore"] = .string(before.rfc3339)
                    return .object(row)
                })
        }
        json["changes"] = .object(changes)
        if isAhead { json["ahead"] = true }
        if isSupplement { json["supplement"] = true }
        json["problems"] = .array(change.problems.map(\.json))
        json["solved"] = .array(change.solved.map(\.json))
        json["alerted"] = .array(alerts.map(\.json))
        json["open"] = .array(open.map { view.json($0) })
        json["next"] = .array(next.map(\.json))
        return json
    }
}

extension CaseChange.Problem {
    fileprivate var json: JSON {
        [
            "about": .string(about), "fault": .string(fault.kind.rawValue),
            "detail": .string(FaultPhrases.program.text(fault.detail)),
        ]
    }
}

extension Alert {
    fileprivate var json: JSON {
        var json: JSONObject = [
            "at": .string(at.rfc3339), "to": .string(to.description),
            "channel": .string(channel.text), "reason": .string(reason.rawValue),
        ]
        json["obligation"] = obligation.map { .string($0.text) }
        return .object(json)
    }
}
