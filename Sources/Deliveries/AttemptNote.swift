package import Cases
package import JSON
package import Rules

/// A decision made by the stages before an attempt, stored with the attempt.
package enum AttemptNote: Hashable, Sendable {
    /// The delivery had waited.
    case waited(HoldReason)
    /// Somebody had requested a retry.
    case requested(ResendRequest)
    /// The channel is not cleared for the incident's classification; nil for an incident without
    /// one.
    case masked(Incident.ID, classification: String?, carries: [String], channel: Channel.ID)
    /// The first notice of its incident, exempt from rate limits.
    case firstNotice
    /// Drills omitted because they must not reach the recipient.
    case leftOut([Incident.ID], DrillExclusion)
    /// The templates, language and zone of the text sent; without templates, the built-in text was
    /// used.
    case text(templates: [String], language: Language, zone: String)
    /// Composition took too long, and the plain text was sent.
    case composedPlain
    /// A line in the free-text format of older versions.
    case legacy(String)
}

extension AttemptNote {
    /// The stored form of the note: its kind, then its values.
    package var json: JSON {
        switch self {
        case .waited(let reason): .array(["waited", reason.json])
        case .requested(let request): .array(["requested", request.json])
        case .masked(let incident, let classification, let carries, let channel):
            .array([
                "masked", .string(incident.text), JSON(optional: classification),
                .array(carries.map(JSON.string)), .string(channel.text),
            ])
        case .firstNotice: .array(["first-notice"])
        case .leftOut(let incidents, let exclusion):
            .array([
                "left-out", .array(incidents.map { .string($0.text) }),
                .string(exclusion.rawValue),
            ])
        case .text(let templates, let language, let zone):
            .array([
                "text", .array(templates.map(JSON.string)), .string(language.rawValue),
                .string(zone),
            ])
        case .composedPlain: .array(["composed-plain"])
        case .legacy(let line): .array(["legacy", .string(line)])
        }
    }

    /// Reads the output of `json`.
    package init?(coded json: JSON) {
        let list = json.array ?? []
        func text(_ place: Int) -> String? { list.count > place ? list[place].string : nil }
        func texts(_ place: Int) -> [String] {
            list.count > place ? (list[place].array ?? []).compactMap(\.string) : []
        }
        let value = list.count > 1 ? list[1] : .null
        var note: AttemptNote?
        switch text(0) {
        case "waited": note = HoldReason(coded: value).map { .waited($0) }
        case "requested": note = ResendRequest(coded: value).map { .requested($0) }
        case "masked":
            if let incident = text(1), let channel = text(4) {
                note = .masked(
                    Incident.ID(incident), classification: text(2), carries: texts(3),
                    channel: Channel.ID(channel))
            }
        case "first-notice": note = .firstNotice
        case "left-out":
            let exclusion = text(2).flatMap(DrillExclusion.init(rawValue:))
            note = exclusion.map { .leftOut(texts(1).map { Incident.ID($0) }, $0) }
        case "text":
            let language = text(2).flatMap(Language.init(rawValue:))
            note = language.map { .text(templates: texts(1), language: $0, zone: text(3) ?? "") }
        case "composed-plain": note = .composedPlain
        case "legacy": note = text(1).map { .legacy($0) }
        default: break
        }
        guard let note else { return nil }
        self = note
    }
}
