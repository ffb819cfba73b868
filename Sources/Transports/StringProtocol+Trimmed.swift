extension StringProtocol {
    /// The text without spaces and tabs at both ends.
    var trimmed: SubSequence { trimming { $0 == " " || $0 == "\t" } }

    /// Returns the text without the given characters at both ends.
    func trimming(_ goes: (Character) -> Bool) -> SubSequence {
        let rest = drop(while: goes)
        let end = rest.lastIndex { !goes($0) }
        return end.map { rest[...$0] } ?? rest.prefix(0)
    }
}
