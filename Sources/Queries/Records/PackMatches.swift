package import Calendars
package import Cases
import JSON
package import Rules

/// The applicability of a pack that is not in use.
package struct PackMatches: Sendable {
    /// The folder of the pack, as `use` names it.
    package let pack: String
    /// The rules that the pack would add; empty if it cannot be read beside the rules.
    package let matches: [RuleMatch]
    /// The rulebook with the pack; nil if it cannot be read beside the rules.
    package let rulebook: Rulebook?

    /// Reads each pack that is not in use beside the rules in use, and matches the incident.
    ///
    /// `documents` are all documents of the rules folder, `used` those of the rulebook in use.
    package static func all(
        of incident: Case, beside rulebook: Rulebook, documents: [RuleDocument],
        used: [RuleDocument], zones: @escaping (String) -> Zone?
    ) -> [PackMatches] {
        let label = "/pack.json"
        let inUse = Set(used.map(\.name))
        let packs = documents.map(\.name).filter { $0.hasSuffix(label) && !inUse.contains($0) }
            .map { String($0.dropLast(label.count)) }.sorted()
        let known = Set(rulebook.rules.map(\.id))
        return packs.map { pack in
            let use = RuleDocument(
                path: pack, name: "use.json",
                bytes: (["use": [.string(pack)]] as JSON).bytes())
            let others = documents.filter { $0.name != use.name }
            let whole = RulebookReader.read(documents: others + [use], zones: zones).rulebook
            let matches = whole.map(incident.matches) ?? []
            return PackMatches(
                pack: pack, matches: matches.filter { !known.contains($0.rule) }, rulebook: whole)
        }
    }
}
