package import JSON

extension FaultDetail {
    /// The stored form: a code with its parts.
    package var json: JSON {
        switch self {
        case .about(let subject, let detail): ["about", .string(subject.key), detail.json]
        case .several(let details): ["several", .array(details.map(\.json))]
        case .legacy(let text): .string(text)
        default: recordParts ?? reportParts ?? rulesParts ?? .null
        }
    }

    /// Reads the stored form, including the sentences of older versions. A form of a later version
    /// is kept as it is written.
    package init?(coded json: JSON) {
        if let text = json.string {
            self = .legacy(text)
            return
        }
        guard let parts = CodedParts(json) else { return nil }
        let known: Self?
        switch parts.code {
        case "about":
            let detail = Self(coded: parts[2])
            known = parts.text(1).flatMap { key in
                detail.map { .about(FaultSubject(key), $0) }
            }
        case "several": known = .several(parts.list(1, Self.init(coded:)))
        default: known = Self(record: parts) ?? Self(report: parts) ?? Self(rules: parts)
        }
        self = known ?? .legacy(json.serialized())
    }
}
