import Calendars
import JSON

extension Rulebook {
    /// The summary of the rulebook in lines: counts, then each rule with its obligations, and
    /// the digests.
    package var summary: [String] {
        let counts = [
            "\(rules.count) rules", "\(policies.count) policies", "\(units.count) units",
            "\(contacts.count) contacts", "\(schedules.count) schedules",
            "\(channels.count) channels",
        ]
        let lines = rules.flatMap { rule in
            ["\(rule.id): \(rule.title ?? "no title")"]
                + rule.obligations.map { "  \($0.name): \(line(of: $0, in: rule))" }
        }
        return [counts.joined(separator: ", "), "zone \(settings.zone.name)"] + lines
            + digests.map(line)
    }

    private func line(of digest: Digest) -> String {
        let to = digest.to.map(\.description).joined(separator: " and ")
        return "digest \(digest.id): by \(digest.cron.text) (\(digest.zone.name)) to \(to)"
    }

    private func line(of obligation: ObligationRule, in rule: Rule) -> String {
        let owes =
            switch obligation.owes ?? rule.owes {
            case .unit(let unit): unit.text
            case .units(let units): units.map(\.description).joined(separator: " and ")
            case .fact(let condition): condition.source.serialized()
            case nil: "nobody"
            }
        let to = obligation.to.map { units in units.map(\.description).joined(separator: " or ") }
        let follows =
            obligation.follows.isEmpty
            ? "" : ", after " + obligation.follows.joined(separator: ", ")
        let again = obligation.repeats.map { ", again every \($0.text) until closed" } ?? ""
        let due = "\(occasion(of: obligation.on))\(obligation.due)\(again)"
        return "\(owes) to \(to.joined(separator: " and ")) \(due), policy "
            + "\(obligation.policy)\(follows)"
    }

    private func occasion(of trigger: Trigger) -> String {
        switch trigger {
        case .incident: ""
        case .instruction: "for each instruction "
        case .sighting: "when seen elsewhere "
        case .update: "for each update "
        case .schedule(let schedule):
            "\(schedule.count) times by \(schedule.cron.text) (\(schedule.zone.name)) "
        }
    }
}
