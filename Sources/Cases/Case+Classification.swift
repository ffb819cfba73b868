import JSON

extension Case {
    /// How secret it is, as far as anybody has said.
    package var classification: String? { facts["classification"]?.string }

    /// Whether it is played, and nobody outside may take it for real.
    package var isDrill: Bool {
        facts["labels"]?["drill"].flatMap(Self.drill) ?? false
    }

    /// What a label says of whether it is played; nil: nothing that can be understood.
    static func drill(_ label: JSON) -> Bool? {
        switch label {
        case true, "true": true
        case false, "false": false
        default: nil
        }
    }
}
