import Calendars
import JSON

extension RuleReader {
    /// Reads one of `digests`, a list of reports that is sent at regular times.
    mutating func digest(_ id: Digest.ID, _ value: JSON, at pointer: JSONPointer) -> Digest? {
        let keys = ["title", "cron", "zone", "to", "units", "rules", "contents", "empty"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let title = text(fields, "title", "a title")
        let cron = requiredText(fields, "cron", "a cron schedule such as 0 8 * * *")
            .flatMap { self.cron($0, at: fields.at("cron")) }
        let zone = fields["zone"].flatMap { self.zone($0, at: fields.at("zone")) } ?? self.zone
        let form = "a list of at least one recipient"
        let targets = required(fields, "to").flatMap { elements($0, at: fields.at("to"), form) }
        let to = (targets ?? []).enumerated().compactMap { index, value in
            digestTarget(value, at: fields.at("to").appending(index))
        }
        let units: Set<Unit.ID> = names(fields, "units", .units)
        let rules: Set<Rule.ID> = names(fields, "rules", .rules)
        let contents = fields["contents"].map { self.contents($0, at: fields.at("contents")) }
        let isSentEmpty = flag(fields, "empty") ?? false
        guard let cron, !to.isEmpty else { return nil }
        return Digest(
            id: id, title: title, cron: cron, zone: zone, to: to, units: units, rules: rules,
            contents: contents ?? Set(Digest.Content.allCases), isSentEmpty: isSentEmpty)
    }

    private mutating func digestTarget(
        _ value: JSON, at pointer: JSONPointer
    ) -> EscalationStep.Target? {
        guard let target = target(value, at: pointer) else { return nil }
        guard case .fact = target else { return target }
        note(
            DraftDiagnostic(
                "digest.fact", at: pointer, "a fact of an incident, but a digest is about several",
                accepted: "accepted is a contact, a schedule, a role of a unit or operators"))
        return nil
    }

    private mutating func contents(
        _ value: JSON, at pointer: JSONPointer
    ) -> Set<Digest.Content> {
        let words = Digest.Content.allCases.map(\.rawValue)
        let accepted = words.joined(separator: ", ")
        let names = texts(value, at: pointer, accepted) ?? []
        return Set(
            names.enumerated().compactMap { index, name in
                if let content = Digest.Content(rawValue: name) { return content }
                noteValue(
                    name, "value.word", at: pointer.appending(index), accepted,
                    nearest: nearestName(to: name, among: words))
                return nil
            })
    }
}
