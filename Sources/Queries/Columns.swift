/// Text layout in terminal columns, where a Chinese character takes two.
package enum Columns {
    /// Returns the number of columns that a text takes.
    package static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: width
            default: width + (isWide(scalar) ? 2 : 1)
            }
        }
    }

    /// Returns a text padded with spaces to a number of columns.
    package static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Self.width(text)))
    }

    /// Returns a text cut to a number of columns, with `…` in place of what is cut.
    package static func cut(_ text: String, to width: Int) -> String {
        guard Self.width(text) > width else { return text }
        var (cut, left) = ("", width - 1)
        for character in text {
            left -= Self.width(String(character))
            guard left >= 0 else { break }
            cut.append(character)
        }
        return width > 0 ? cut + "…" : ""
    }

    /// Returns true for a character two columns wide. Source: Unicode UAX #11, East Asian Width W
    /// and F, by blocks.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD,
        ].contains { $0.contains(scalar.value) }
    }
}
