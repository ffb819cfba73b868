/// The length of a text as mobile networks count it.
///
/// Source: 3GPP TS 23.038 section 6.2.1 for the alphabet of seven bits and its extension, TS 23.040
/// section 9.2.3.24 for texts in several parts, each of which gives six bytes to its place.
package enum SMSText {
    private static let basic = Set(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            .unicodeScalars
    ).union("¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà".unicodeScalars)
    /// Each takes the place of two.
    private static let extended = Set("\u{0C}^{}\\[~]|€".unicodeScalars)

    /// The text, or as much of it as so many parts hold, ended by dots.
    package static func cut(_ text: String, toSegments limit: Int) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { basic.contains($0) || extended.contains($0) }
        if segments(of: text, isPlain: isPlain) <= limit { return text }
        let dots = isPlain ? "..." : "…"
        // The place where it must be cut, by halving: its length grows with every character.
        var (low, high) = (0, text.count)
        while low < high {
            let middle = (low + high + 1) / 2
            let fits = segments(of: text.prefix(middle) + dots, isPlain: isPlain) <= limit
            if fits { low = middle } else { high = middle - 1 }
        }
        return text.prefix(low) + dots
    }

    /// How many parts a text fills; no character is divided between two.
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
