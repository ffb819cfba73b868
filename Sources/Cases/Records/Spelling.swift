/// Finds the known name a mistyped one was meant for.
enum Spelling {
    /// The known name that is one slip away: a letter changed, dropped, added, or two swapped.
    ///
    /// Short names are let be: too many words are a slip away from them.
    static func slip(_ name: String, among known: [String]) -> String? {
        let letters = Array(name.lowercased().utf8)
        return known.first { candidate in
            let other = Array(candidate.lowercased().utf8)
            return other.count >= 5 && isSlip(letters, other)
        }
    }

    private static func isSlip(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        let head = zip(left, right).prefix { $0 == $1 }.count
        let tail = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
        let longest = max(left.count, right.count)
        if head + tail >= longest - 1 { return true }
        guard left.count == right.count, head + tail == longest - 2 else { return false }
        return left[head] == right[head + 1] && left[head + 1] == right[head]
    }
}
