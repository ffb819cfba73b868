import Rules

extension Recipient {
    /// Reads the output of `description`; nil for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        let name = String(parts[1])
        switch parts[0] {
        case "contact": self = .contact(Contact.ID(name))
        case "schedule": self = .schedule(Identifier(name))
        case "mailto": self = .mail(name)
        default: return nil
        }
    }
}
