/// The length of a text as mobile networks count it.
///
/// Source: 3GPP TS 23.038 section 6.2.1 for the 7-bit alphabet and its extension, TS 23.040 section
/// 9.2.3.24 for texts in several parts, each of which uses six bytes for its position.
package enum SMSText {
    private static let basic = Set(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            .unicodeScalars
    ).union("¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà".unicodeScalars)
    /// Characters that take the place of two.
    private static let extended = Set("\u{0C}^{}\\[~]|€".unicodeScalars)

    /// Returns true if the text fills at most a number of parts.
    package static func fits(_ text: String, segments limit: Int) -> Bool {
        segments(of: text, isPlain: isPlain(text)) <= limit
    }

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { basic.contains($0) || extended.contains($0) }
    }

    /// Returns the text, cut to a number of parts and ended by dots if it is too long.
    package static func cut(_ text: String, toSegments limit: Int) -> String {
        let isPlain = isPlain(text)
        if segments(of: text, isPlain: isPlain) <= limit { return text }
        let dots = isPlain ? "..." : "…"
        // Find the cut by bisection: the length grows with every character.
        var (low, high) = (0, text.count)
        while low < high {
            let middle = (low + high + 1) / 2
            let fits = segments(of: text.prefix(middle) + dots, isPlain: isPlain) <= limit
            if fits { low = middle } else { high = middle - 1 }
        }
        return text.prefix(low) + dots
    }

    /// Returns the number of parts a text fills; no character is divided between two parts.
    package static func segments(of text: some StringProtocol, isPlain: Bool) -> Int {
        let units = text.unicodeScalars.map { scalar in
            isPlain ? (extended.contains(scalar) ? 2 : 1) : UTF16.width(scalar)
        }
        let (whole, part) = isPlain ? (160, 153) : (70, 67)
        guard units.reduce(0, +) > whole else { return 1 }
        var (count, room) = (1, part)
        for unit in units {
            if unit > room { (count, room) = (count + 1, part) }
            room -= unit
        }
        return count
    }
}
