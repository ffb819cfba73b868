package import Calendars
import Cases
package import Deliveries
package import Rules

extension HealthIssue {
    /// The English text for programs and logs, with times in UTC.
    package var text: String { said(in: EnglishPhrasebook(), times: \.rfc3339) }

    /// Returns the sentence in a language, with names and times filled in.
    func said(in phrases: any Phrasebook, times write: (Instant) -> String) -> String {
        let names = names(in: phrases)
        var said = ""
        var rest = phrases.finding(kind)[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            said += rest[..<open]
            switch rest[rest.index(after: open)..<close] {
            case "from": said += times.first.map(write) ?? "?"
            case "until": said += times.last.map(write) ?? "?"
            case "problem": said += record.map(phrases.problem) ?? "?"
            case let place:
                let index = (Int(place) ?? 1) - 1
                said += names.indices.contains(index) ? names[index] : "?"
            }
            rest = rest[rest.index(after: close)...]
        }
        return said + rest
    }

    /// Returns the names in the language of the reader; the type of a record is a word of it.
    private func names(in phrases: any Phrasebook) -> [String] {
        var names = phrases.names(of: self)
        guard [.incidentUnknown, .incidentUnknownNearest].contains(kind), !names.isEmpty,
            let type = FaultSubject.RecordType(rawValue: names[0])
        else { return names }
        names[0] = FaultPhrases.program(in: phrases.language).text(type)
        return names
    }
}

extension Delivery.Operation {
    /// Returns the title and the details of the operation for a reader, one line for each finding.
    package func told(in language: Language, zone: Zone) -> (title: String, details: [String]) {
        let phrases = language.phrases
        let said = findings.map { finding in
            finding.said(in: phrases) { phrases.time(zone.civil(at: $0), zone: zone.name) }
        }
        return (phrases.operation(kind).title, findings.isEmpty ? [words] : said)
    }

    /// The English details of the operation, for programs and logs.
    package var detail: String {
        findings.isEmpty ? words : findings.map(\.text).joined(separator: "; ")
    }
}
