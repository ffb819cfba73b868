import Calendars
import JSON

extension RuleReader {
    /// Reads one of `mutes`, a period in which some messages are held back.
    mutating func mute(_ id: Mute.ID, _ value: JSON, at pointer: JSONPointer) -> Mute? {
        let keys = [
            "why", "from", "until", "only", "zone", "channels", "contacts", "units", "rules",
            "exempt",
        ]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let why = text(fields, "why", "a reason")
        let zone = fields["zone"].flatMap { self.zone($0, at: fields.at("zone")) } ?? self.zone
        let from = fields["from"].flatMap { recordedTime($0, at: fields.at("from"), in: zone) }
        let until = fields["until"].flatMap { recordedTime($0, at: fields.at("until"), in: zone) }
        let only = fields["only"].map { restrictions($0, at: fields.at("only")) } ?? []
        if fields["only"] == nil, fields["from"] == nil || fields["until"] == nil {
            note(
                DraftDiagnostic(
                    "mute.endless", at: pointer, "a mute without an end",
                    accepted: "\"from\" and \"until\", or \"only\" for hours of the week"))
        }
        if let from, let until, until <= from {
            note(
                DraftDiagnostic(
                    "mute.order", at: fields.at("until"), "an end that is not after the start",
                    accepted: "accepted is a later time"))
        }
        return Mute(
            id: id, why: why, from: from, until: until, only: only, zone: zone,
            channels: names(fields, "channels", .channels),
            contacts: names(fields, "contacts", .contacts),
            units: names(fields, "units", .units), rules: names(fields, "rules", .rules),
            exempt: exemptions(fields))
    }

    mutating func names<Named>(
        _ fields: Fields, _ key: String, _ section: Section
    ) -> Set<Identifier<Named>> {
        guard let value = fields[key] else { return [] }
        let form = "the name of a \(section.noun)"
        let names = texts(value, at: fields.at(key), form) ?? []
        for (index, name) in names.enumerated() {
            refer(section, name, at: fields.at(key).appending(index))
        }
        return Set(names.map { Identifier($0) })
    }

    private mutating func exemptions(_ fields: Fields) -> Set<Mute.Exemption> {
        guard let value = fields["exempt"] else { return [] }
        let words = Mute.Exemption.allCases.map(\.rawValue)
        let accepted = words.joined(separator: " or ")
        let names = texts(value, at: fields.at("exempt"), accepted) ?? []
        return Set(
            names.enumerated().compactMap { index, name in
                if let exemption = Mute.Exemption(rawValue: name) { return exemption }
                noteValue(
                    name, "value.word", at: fields.at("exempt").appending(index), accepted,
                    nearest: nearestName(to: name, among: words))
                return nil
            })
    }
}
