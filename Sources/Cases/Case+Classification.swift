import JSON

extension Case {
    /// The classification of the incident; nil where no record states one.
    package var classification: String? { facts["classification"]?.string }

    /// Whether it is played, and nobody outside may take it for real.
    package var isDrill: Bool {
        facts["labels"]?["drill"].flatMap(Self.drill) ?? false
    }

    /// Returns whether a label marks a drill; nil where the label cannot be understood.
    static func drill(_ label: JSON) -> Bool? {
        switch label {
        case true, "true": true
        case false, "false": false
        default: nil
        }
    }
}
