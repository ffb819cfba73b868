import JSON

extension Case {
    /// The classification of the incident; nil where no record states one.
    package var classification: String? { facts["classification"]?.string }

    /// The classifications of the incidents of the case, nil for one that nobody marked.
    package var classifications: [String?] {
        [classification] + parts.values.map { $0.incident?.facts["classification"]?.string }
    }

    /// The urgency of the incident; nil where no record states one.
    package var urgency: String? { facts["urgency"]?.string }

    /// True if the incident is a drill, which nobody outside may take for a real event.
    package var isDrill: Bool {
        ([facts] + parts.values.compactMap { $0.incident?.facts }).allSatisfy {
            $0["labels"]?["drill"].flatMap(Self.drill) ?? false
        }
    }

    /// Returns true if a label marks a drill; nil if the label is unreadable.
    static func drill(_ label: JSON) -> Bool? {
        switch label {
        case true, "true": true
        case false, "false": false
        default: nil
        }
    }
}
