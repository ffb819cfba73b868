extension StringProtocol {
    /// The text without spaces and tabs at both ends.
    var trimmed: SubSequence {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else {
            return start.prefix(0)
        }
        return start[...end]
    }
}
