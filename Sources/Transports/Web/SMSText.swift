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

    /// The substitutes for punctuation outside of the alphabet. Letters have none: a name is not
    /// respelled.
    private static let substitutes: [Unicode.Scalar: String] = [
        "·": "-", "•": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "…": "...", "‘": "'", "’": "'", "‚": "'", "′": "'", "`": "'", "“": "\"", "”": "\"",
        "„": "\"", "″": "\"", "«": "\"", "»": "\"", "→": "->", "×": "x", "≤": "<=", "≥": ">=",
        "\u{A0}": " ", "\u{2009}": " ", "\u{202F}": " ", "\u{3000}": " ", "\t": " ",
        "\u{200B}": "", "\u{200E}": "", "\u{200F}": "", "\u{2060}": "", "\u{FEFF}": "",
    ]

    /// Returns the text in the alphabet of seven bits if other punctuation alone keeps it out, else
    /// unchanged.
    package static func plain(_ text: String) -> String {
        var written = ""
        for scalar in text.unicodeScalars {
            if isPlain(scalar) {
                written.unicodeScalars.append(scalar)
            } else if let substitute = substitutes[scalar] {
                written += substitute
            } else {
                return text
            }
        }
        return written
    }

    /// Returns true if the text, in the plain alphabet where possible, fills at most a number of
    /// parts.
    package static func fits(_ text: String, segments limit: Int) -> Bool {
        let text = plain(text)
        return segments(of: text, isPlain: text.unicodeScalars.allSatisfy(isPlain)) <= limit
    }

    /// Returns a text that fills at most a number of parts.
    ///
    /// `make` returns the text with its longest piece cut to a number of characters, or whole for
    /// nil; `longest` is the length of that piece.
    package static func fit(
        segments limit: Int, longest: Int, _ make: (Int?) -> String
    ) -> String {
        let whole = plain(make(nil))
        if fits(whole, segments: limit) { return whole }
        // Find the cut by bisection: the length grows with every character.
        var (low, high) = (0, longest)
        while low < high {
            let middle = (low + high + 1) / 2
            if fits(make(middle), segments: limit) { low = middle } else { high = middle - 1 }
        }
        return plain(make(low))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        basic.contains(scalar) || extended.contains(scalar)
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
