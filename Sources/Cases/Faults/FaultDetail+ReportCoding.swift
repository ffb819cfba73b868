import Calendars
import JSON
import Rules

/// The stored forms of facts about reports, and about who knew of the incident.
extension FaultDetail {
    /// The code and the parts; nil for facts of another group.
    var reportParts: JSON? {
        switch self {
        case .retracted(let id, let why): ["retracted", .string(id.text), JSON(optional: why)]
        case .insufficient(let id, let lacking, let isLate):
            ["insufficient", .string(id.text), .array(lacking.map(\.json)), .bool(isLate)]
        case .asked(let id, let lacking):
            ["asked", .string(id.text), .array(lacking.map(\.json))]
        case .premature(let id, let floor): ["premature", .string(id.text), floor.json]
        case .prematureBefore(let id, let question):
            ["premature-before", .string(id.text), question.json]
        case .recordLate(let id, let span):
            ["record-late", .string(id.text), .number(.integer(span.wholeMilliseconds))]
        case .skipped(let id, let from, let above, let below):
            .array(["skipped", id.text, from.text, above.text, below.text].map(JSON.string))
        case .outOfOrder(let names): ["out-of-order", .array(names.map(JSON.string))]
        case .knew(let source, let at, let confirmation):
            ["knew", .string(source), at.json, confirmation?.json ?? .null]
        case .reported(let unit, let at, let confirmation):
            ["reported", .string(unit.text), at.json, confirmation?.json ?? .null]
        case .sighted(let source, let at, let url):
            ["sighted", .string(source), at.json, JSON(optional: url)]
        default: nil
        }
    }

    init?(report parts: CodedParts) {
        guard parts.code != "out-of-order" else {
            self = .outOfOrder(parts.texts(1))
            return
        }
        guard let name = parts.text(1) else { return nil }
        let (id, at) = (RecordID(name), parts.instant(2))
        let known: Self? =
            switch parts.code {
            case "retracted": .retracted(id, why: parts.text(2))
            case "insufficient":
                .insufficient(
                    id, parts.list(2, Shortfall.init(coded:)), isLate: parts[3] == .bool(true))
            case "asked": .asked(id, parts.list(2, Shortfall.init(coded:)))
            case "premature": at.map { .premature(id, before: $0) }
            case "premature-before":
                OpenQuestion(coded: parts[2]).map { .prematureBefore(id, $0) }
            case "record-late":
                parts.number(2).map { .recordLate(id, by: .milliseconds($0)) }
            case "skipped":
                .skipped(
                    id, from: Unit.ID(parts.text(2) ?? ""), to: Unit.ID(parts.text(3) ?? ""),
                    before: Unit.ID(parts.text(4) ?? ""))
            case "knew":
                at.map { .knew(source: name, at: $0, Confirmation(coded: parts[3])) }
            case "reported":
                at.map { .reported(Unit.ID(name), at: $0, Confirmation(coded: parts[3])) }
            case "sighted": at.map { .sighted(source: name, at: $0, url: parts.text(3)) }
            default: nil
            }
        guard let known else { return nil }
        self = known
    }
}

extension FaultDetail.Confirmation {
    fileprivate var json: JSON { ["by", .string(by), at.json, JSON(optional: why)] }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json), let by = parts.text(1), let at = parts.instant(2) else {
            return nil
        }
        self.init(by: by, at: at, why: parts.text(3))
    }
}

extension Shortfall {
    fileprivate var json: JSON {
        switch self {
        case .form(let form, let accepted):
            ["form", JSON(optional: form), .array(accepted.map(JSON.string))]
        case .demand(let text): ["demand", .string(text)]
        case .condition(let key): ["condition", .string(key)]
        case .undecided(let key, let why): ["undecided", .string(key), why.json]
        }
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch (parts.code, parts.text(1)) {
        case ("form", let form): self = .form(form, accepted: parts.texts(2))
        case ("demand", let text?): self = .demand(text)
        case ("condition", let key?): self = .condition(key)
        case ("undecided", let key?):
            guard let why = Undecidable(coded: parts[2]) else { return nil }
            self = .undecided(key, why)
        default: return nil
        }
    }
}
