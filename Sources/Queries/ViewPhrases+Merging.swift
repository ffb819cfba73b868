import Rules

/// The words about merged incidents.
extension ViewPhrases {
    package func merged(_ incident: String, into other: String, by person: String?) -> String {
        pick("\(incident) 并入 \(other)", "\(incident) merged into \(other)")
            + (person.map { "  \($0)" } ?? "")
    }

    package func separated(_ incident: String, from other: String, by person: String?) -> String {
        pick("\(incident) 与 \(other) 撤销并案", "\(incident) separated from \(other)")
            + (person.map { "  \($0)" } ?? "")
    }
}
