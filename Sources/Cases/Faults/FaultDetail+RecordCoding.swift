import Calendars
import JSON
import Rules

/// The stored forms of facts about records.
extension FaultDetail {
    /// The code and the parts; nil for facts of another group.
    var recordParts: JSON? {
        switch self {
        case .recordAhead(let at): ["record-ahead", at.json]
        case .reportAhead(let at): ["report-ahead", at.json]
        case .anchorAhead(let anchor, let at): ["anchor-ahead", anchor.json, at.json]
        case .unknown(let names): ["unknown", .array(names.map(\.json))]
        case .noObligation: ["no-obligation"]
        case .unfit(let route, let reason): ["unfit", route.json, reason.json]
        case .otherRules(let asked, let inForce):
            ["other-rules", .string(asked), .string(inForce)]
        case .merged(let id, let person, let why):
            ["merged", .string(id.text), JSON(optional: person), JSON(optional: why)]
        case .separated(let id): ["separated", .string(id.text)]
        default: nil
        }
    }

    init?(record parts: CodedParts) {
        let known: Self? =
            switch parts.code {
            case "record-ahead": parts.instant(1).map { .recordAhead($0) }
            case "report-ahead": parts.instant(1).map { .reportAhead($0) }
            case "anchor-ahead":
                Anchor(coded: parts[1]).flatMap { anchor in
                    parts.instant(2).map { .anchorAhead(anchor, $0) }
                }
            case "unknown": .unknown(parts.list(1, UnknownName.init(coded:)))
            case "no-obligation": .noObligation
            case "unfit":
                ReportRoute(coded: parts[1]).flatMap { route in
                    Unfitness(coded: parts[2]).map { .unfit(route, $0) }
                }
            case "other-rules":
                parts.text(1).flatMap { asked in
                    parts.text(2).map { .otherRules(asked, inForce: $0) }
                }
            case "merged":
                parts.text(1).map {
                    .merged(Incident.ID($0), by: parts.text(2), why: parts.text(3))
                }
            case "separated": parts.text(1).map { .separated(from: Incident.ID($0)) }
            default: nil
            }
        guard let known else { return nil }
        self = known
    }
}

extension UnknownName {
    var json: JSON { [.string(kind.rawValue), .string(name), JSON(optional: nearest)] }

    init?(coded json: JSON) {
        guard let parts = CodedParts(json), let kind = Kind(rawValue: parts.code),
            let name = parts.text(1)
        else { return nil }
        self.init(kind, name, nearest: parts.text(2))
    }
}

extension FaultDetail.ReportRoute {
    fileprivate var json: JSON {
        ["route", .string(from.text), .array(to.map { .string($0.text) }), JSON(optional: stage)]
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json), let from = parts.text(1) else { return nil }
        self.init(
            from: Unit.ID(from), to: parts.texts(2).map { Unit.ID($0) }, stage: parts.text(3))
    }
}

extension FaultDetail.Unfitness {
    fileprivate var json: JSON {
        switch self {
        case .nothing: ["nothing"]
        case .stage(let names): ["stage", .array(names.map(JSON.string))]
        case .period(let deadlines): ["period", .array(deadlines.map(\.json))]
        case .early: ["early"]
        case .names(let names): ["names", .array(names.map(\.json))]
        }
    }

    fileprivate init?(coded json: JSON) {
        guard let parts = CodedParts(json) else { return nil }
        switch parts.code {
        case "nothing": self = .nothing
        case "stage": self = .stage(parts.texts(1))
        case "period": self = .period(parts.list(1) { Instant($0) })
        case "early": self = .early
        case "names": self = .names(parts.list(1, UnknownName.init(coded:)))
        default: return nil
        }
    }
}
