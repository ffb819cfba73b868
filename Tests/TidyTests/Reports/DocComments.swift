/// The `///` comments of some files.
struct DocComments {
    struct Comment {
        /// The file and line: `Sources/Cases/Case.swift:12`.
        let place: String
        /// The first paragraph, on one line.
        let summary: String
        /// True if the declaration is visible to other targets.
        let isExported: Bool

        /// True for an opening that hides the subject.
        var isBanned: Bool {
            DocComments.bannedOpenings.contains { opening in
                guard summary.hasPrefix(opening) else { return false }
                let next = summary.dropFirst(opening.count).first
                return next.map { !$0.isLetter } ?? true
            }
        }

        /// True for a summary with three or more pronouns.
        var isVague: Bool {
            summary.lowercased().split { !$0.isLetter }.count {
                ["it", "that", "what", "those", "who"].contains($0)
            } >= 3
        }
    }

    static let bannedOpenings = [
        "What", "Whether", "It", "Those", "Who", "The same", "That", "So", "How", "By what",
        "Until when", "Why", "Where", "Which", "When", "If", "This", "These", "They", "Them",
        "Such", "There", "Its",
    ]

    let comments: [Comment]

    init(_ files: [SourceTree.File]) {
        comments = files.flatMap(Self.comments)
    }

    var exported: [Comment] { comments.filter(\.isExported) }

    private static func comments(of file: SourceTree.File) -> [Comment] {
        let lines = file.lines.map { $0.drop { $0 == " " } }
        var comments: [Comment] = []
        var next = 0
        while let start = lines[next...].firstIndex(where: { $0.hasPrefix("///") }) {
            let end = lines[start...].firstIndex { !$0.hasPrefix("///") } ?? lines.count
            next = end
            let words = lines[start..<end].map { $0.dropFirst(3).drop { $0 == " " } }
            let summary = words.prefix { !$0.isEmpty }.joined(separator: " ")
            let declaration = lines[end...].firstIndex { !$0.hasPrefix("@") && !$0.isEmpty }
            comments.append(
                Comment(
                    place: "\(file.path):\(start + 1)", summary: summary,
                    isExported: declaration.map { isExported(file.lines, $0) } ?? false))
        }
        return comments
    }

    /// Returns true for a `package` or `public` declaration, or a case or requirement of such a
    /// type.
    private static func isExported(_ lines: [Substring], _ number: Int) -> Bool {
        let words = lines[number].split { !$0.isLetter }
        if words.contains("package") || words.contains("public") { return true }
        let indentation = lines[number].prefix { $0 == " " }.count
        let outer = lines[..<number].last {
            !$0.isEmpty && $0.prefix { $0 == " " }.count < indentation && $0.contains("{")
        }
        let around = outer?.split { !$0.isLetter } ?? []
        guard around.contains("package") || around.contains("public") else { return false }
        return around.contains("protocol") || around.contains("enum") && words.first == "case"
    }
}
