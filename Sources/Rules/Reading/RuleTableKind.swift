/// The kind of a table beside the rules, known by the name of its file.
enum RuleTableKind: String, CaseIterable {
    case units, contacts

    /// Returns the kind of a table by its path; nil for any other file.
    init?(path: String) {
        let name = path.split(separator: "/").last.map(String.init)
        guard let kind = Self.allCases.first(where: { name == $0.fileName }) else { return nil }
        self = kind
    }

    private var fileName: String { rawValue + ".csv" }
}
