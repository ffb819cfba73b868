/// The places that decide by searching text, where a value should have been kept.
struct ProsePredicates {
    /// `Sources/Engine/Candidate.swift: hasPrefix("muted by ")`
    let findings: [String]
    /// The calls that the list of the permitted names and that nothing makes.
    let idle: [String]

    /// Files whose names begin so read the prose of rows that older versions wrote, once.
    static let legacy = "Legacy"

    /// Judges files, but for calls that are permitted.
    init(_ files: [SourceTree.File], permitted: [String: String] = [:]) throws {
        var findings: [String] = []
        var used: Set<String> = []
        for file in files where !file.name.hasPrefix(Self.legacy) {
            for call in try Self.calls(in: file.uncommented) {
                if permitted[call] != nil {
                    used.insert(call)
                } else {
                    findings.append("\(file.path): \(call)")
                }
            }
        }
        self.findings = findings.sorted()
        idle = permitted.keys.filter { !used.contains($0) }.sorted()
    }

    /// Returns the calls of a text that search text for a fixed part, and all that search what a
    /// person reads.
    static func calls(in text: String) throws -> [String] {
        let verbs =
            "contains|hasPrefix|hasSuffix|starts|firstRange|ranges|range|components|trimmingPrefix"
        let prose = "remarks?|reasons?|why|details?|notes?|title|sentence|wording"
        let patterns = [
            // A literal, or a constant that is named as part of a text.
            #"\.(?:\#(verbs))\(\s*(?:[a-zA-Z]+:\s*)?"#
                + #"(?:"(?:[^"\\]|\\.)*"|[\w.]*(?:[mM]ark|[pP]refix|[sS]uffix)\w*\b)"#,
            #"\b(?:instr|substr)\([\w.(]*"#,
            #"[\w.]+ (?:NOT )?(?:LIKE|GLOB)\b"#,
            #"\.(?:replacing|replacingOccurrences)\(\s*(?:of:\s*)?(?:"(?:[^"\\]|\\.)*")?"#,
            #"\b(?:\#(prose))[?!]?\.(?:\#(verbs)|split|dropFirst|prefix|firstIndex)\("#,
            #"\b(?:\#(prose)) [!=]= "(?:[^"\\]|\\.)+""#,
        ]
        return try patterns.flatMap { pattern in
            try text.matches(of: Regex(pattern)).map { match in
                String(text[match.range].drop { $0 == "." })
            }
        }
    }
}
