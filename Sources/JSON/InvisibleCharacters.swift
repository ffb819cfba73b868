/// The characters that a reader cannot see but that change how the text around them reads: controls
/// of the writing direction, zero-width characters and other default-ignorable ones.
///
/// Source: Unicode UAX #9 (bidirectional controls), UAX #44 (`Default_Ignorable_Code_Point`).
package enum InvisibleCharacters {
    /// Returns true for an invisible character other than a control character or line end.
    package static func contains(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0xAD else { return false }
        switch scalar.value {
        // The letters and signs of most scripts, looked up in no table.
        case 0xAE..<0x34F, 0x2070..<0x3164, 0x3165..<0xD800: return false
        // Variation selectors choose between an emoji and a plain sign.
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: return false
        // Format characters that are visible: Arabic number signs and the like.
        case 0x600...0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD: return false
        default:
            let properties = scalar.properties
            return properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format
        }
    }

    /// Returns the text with each invisible character written out, as in `<U+202E>`.
    package static func shown(in text: String) -> String {
        guard text.unicodeScalars.contains(where: contains) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if contains(scalar) {
                shown += "<U+\(hexadecimal(scalar.value).uppercased())>"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Returns serialized JSON with each invisible character escaped. Such a character can occur
    /// only inside a text.
    package static func escaped(in json: String) -> String {
        guard json.unicodeScalars.contains(where: contains) else { return json }
        var escaped = ""
        for scalar in json.unicodeScalars {
            if contains(scalar) {
                for unit in String(scalar).utf16 { escaped += "\\u" + hexadecimal(UInt32(unit)) }
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
