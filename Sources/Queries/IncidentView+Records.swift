import Calendars
package import Cases
package import JSON
import Rules
import Storage

extension IncidentView {
    private var recordPhrases: EntryPhrases { EntryPhrases(words.language) }

    /// Returns every record of an incident, one per line: its time, type, people and reasons.
    package func lines(_ records: [RecordEntry]) -> [String] {
        let isOfSeveral = Set(records.map(\.row.incident)).count > 1
        return [recordPhrases.heading] + records.map { "  " + line($0, isOfSeveral) }
    }

    /// Returns a record on one line; of several merged incidents, with the one that it names.
    private func line(_ entry: RecordEntry, _ isOfSeveral: Bool) -> String {
        let words = recordPhrases
        var parts = [time(entry.at), words.type(entry.type)]
        if isOfSeveral { parts.append(entry.row.incident.text) }
        if let from = entry.body["from"]?.string {
            let to = entry.body["to"]
            let units = to?.array?.compactMap(\.string) ?? [to?.string].compactMap(\.self)
            let names = units.map { rulebook.name(of: Unit.ID($0)) }.joined(separator: ", ")
            parts.append("\(rulebook.name(of: Unit.ID(from))) → \(names)")
        }
        parts += entry.body.members.filter { !Self.hidden.contains($0.key) }.map { member in
            "\(words.member(member.key)): \(text(member.value))"
        }
        parts.append("#\(entry.row.id.text.prefix(Self.idMax))")
        if entry.row.arrivedAt - entry.at > .seconds(60) {
            parts.append(words.received(time(entry.row.arrivedAt)))
        }
        if entry.row.isSuperseded { parts.append(words.superseded) }
        return parts.joined(separator: "  ")
    }

    /// The number of characters shown of a record's id, which may be a digest.
    private static let idMax = 20
    /// The members that a line shows in another way.
    private static let hidden: Set<String> = [
        "type", "id", "incident", "from", "to", "at", "submittedAt", "seenAt",
    ]

    /// Returns a value of a record for people, its times in the rules' zone.
    func text(_ value: JSON) -> String {
        guard let text = value.string else { return value.serialized() }
        guard text.utf8.count >= 20, let instant = try? Instant(rfc3339: text) else { return text }
        return time(instant)
    }

    /// Returns what happens next to an incident unless records arrive: its deadlines and steps.
    package func upcoming(_ incident: Case, by rules: PinnedRulebooks) -> [String] {
        let words = recordPhrases
        var found: [(at: Instant, order: Int, text: String)] = []
        for obligation in incident.obligations where obligation.isOpen {
            guard let dueAt = obligation.dueAt, dueAt >= now else { continue }
            let owing = rulebook.name(of: obligation.owing)
            found.append((dueAt, 0, words.deadline(obligation.label, owing)))
        }
        let steps = incident.upcomingSteps(by: rules, at: now)
        for step in steps {
            let people = step.to.map(rulebook.name(of:))
            let label = incident.obligation(step.obligation)?.label ?? step.obligation.text
            let condition =
                step.condition == .notAcknowledged ? "  " + words.unlessAcknowledged : ""
            found.append((step.at, 1, words.step(step.step, label, people) + condition))
        }
        if steps.isEmpty, incident.isOpen { found.append((now, 2, words.noStep)) }
        guard !found.isEmpty else { return [] }
        return [words.upcoming]
            + found.sorted { ($0.at, $0.order) < ($1.at, $1.order) }.map {
                "  \(time(Instant(seconds: $0.at.seconds)))  \($0.text)"
            }
    }

    /// Returns the steps still to run as JSON, for programs.
    package func json(_ steps: [UpcomingStep]) -> JSON {
        .array(
            steps.map { step in
                var json: JSONObject = [
                    "obligation": .string(step.obligation.text), "at": .string(step.at.rfc3339),
                    "to": .array(step.to.map { .string($0.description) }),
                    "if": .string(step.condition.rawValue),
                ]
                json["step"] = step.step.map { .number(.integer(Int64($0))) }
                return .object(json)
            })
    }
}
