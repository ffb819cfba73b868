/// The places that decide by searching text instead of by a stored value.
struct ProsePredicates {
    /// The file and call of each finding: `Sources/Engine/Candidate.swift: hasPrefix("muted by ")`.
    let findings: [String]
    /// The permitted calls that occur nowhere.
    let idle: [String]

    /// The prefix of files that read prose from rows of older versions, once.
    static let legacy = "Legacy"

    /// Checks files, except for permitted calls.
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

    /// Returns the calls in a text that search for a fixed part or search prose.
    static func calls(in text: String) throws -> [String] {
        let verbs =
            "contains|hasPrefix|hasSuffix|starts|firstRange|ranges|range|components|trimmingPrefix"
        let prose = "remarks?|reasons?|why|details?|notes?|title|sentence|wording"
        let patterns = [
            // A literal, or a constant named as part of a text.
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
