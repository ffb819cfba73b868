/// The names available to templates, as in `Message.model`.
package enum MessageModel {
    /// A name, with the names below it for a list of objects or an object.
    package struct Name: Sendable {
        package let name: String
        package let members: [Name]

        /// True for an object whose members have names of the users' own.
        package let isOpen: Bool

        init(_ name: String, _ members: [String] = [], isOpen: Bool = false) {
            self.name = name
            self.members = members.map { Name($0) }
            self.isOpen = isOpen
        }
    }

    /// The names of the message itself.
    package static let names: [Name] =
        [
            "reason", "subject", "short", "text", "mark", "heading", "badge", "tone", "colour",
            "statement",
            "action", "detail", "due", "title", "what", "incident", "severity", "occurred",
            "occurredAt", "kind", "urgency", "classification", "sentLate",
            "hasSeveral", "others", "more", "told", "toldNames", "untold", "untoldNames", "name",
            "language", "zone", "now", "at", "signature", "isIncident", "isOperation",
            "isBundle", "isMasked", "isDrill", "isTest", "note",
        ].map { Name($0) } + [
            Name("lead", matter), Name("items", matter), Name("labels", labels),
            Name("messages", ["subject", "statement", "action", "title", "what", "incident"]),
            Name("facts", ["name", "value"]), Name("fact", isOpen: true),
            Name("incidentLabels", ["name", "value"]), Name("incidentLabel", isOpen: true),
            Name("links", ["url", "about"]),
            Name("stillOpen", ["report", "awaiting", "due", "state", "isLate"]),
            Name(
                "rows",
                ["label", "value", "isTitle", "isStatement", "isAction", "isPlain", "isGap"]),
        ]

    private static let matter = [
        "reason", "heading", "statement", "report", "owing", "awaiting", "due", "dueAt", "late",
        "left", "state", "basis", "rule", "obligation", "detail", "because",
        "isLate", "isOpen", "count", "submitted", "title", "instruction", "instructedBy",
    ]

    private static let labels = [
        "what", "occurred", "report", "due", "state", "basis", "action", "detail", "told",
        "untold", "addressee", "colon", "submitted", "stillOpen", "instruction",
    ]
}
