import JSON
import Rules

/// The rules a test is about; lines about other rules are left out of the comparison.
package struct TestScope: Hashable, Sendable {
    /// The names of rules, or of obligations as `RULE/OBLIGATION`; nil for all.
    let names: [String]?
    /// The names of all rules.
    let rules: Set<String>

    init(_ names: [String]?, of rulebook: Rulebook?) {
        self.names = names
        rules = Set((rulebook?.rules ?? []).map(\.id.text))
    }

    /// Returns true for a line about one of the rules, or about no rule.
    func contains(_ line: JSON) -> Bool {
        guard let names, let id = line["obligation"]?.string,
            rules.contains(Self.rule(of: id))
        else { return true }
        return names.contains(Self.rule(of: id)) || names.contains(Self.obligation(of: id))
    }

    /// Returns the rule of an obligation's id.
    static func rule(of id: String) -> String {
        String(id.prefix { $0 != "/" })
    }

    /// Returns `RULE/OBLIGATION` of an obligation's id.
    static func obligation(of id: String) -> String {
        String(id.prefix { $0 != "@" && $0 != "#" && $0 != "~" })
    }
}
