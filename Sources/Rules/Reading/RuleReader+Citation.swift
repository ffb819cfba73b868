import Calendars
import JSON

extension RuleReader {
    mutating func citation(_ value: JSON, at pointer: JSONPointer) -> Rule.Citation? {
        let keys = ["text", "url", "readOn", "confidence"]
        guard let fields = fields(value, at: pointer, keys: keys) else { return nil }
        let url = text(fields, "url", "an http or https address")
        if let url, !TextForm.isWebAddress(url) {
            note(
                DraftDiagnostic(
                    "url.form", at: fields.at("url"), "\"\(url.prefix(80))\"",
                    accepted: "readers expect an http or https address", severity: .warning))
        }
        let readOn = fields["readOn"].flatMap {
            text($0, at: fields.at("readOn"), "a date such as 2026-11-23", "date.form") {
                CivilDate($0) != nil
            }
        }
        return Rule.Citation(
            text: text(fields, "text", "a citation"), url: url, readOn: readOn,
            confidence: word(fields, "confidence", Rule.Citation.Confidence.self))
    }
}
