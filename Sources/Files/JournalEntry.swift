/// An entry of the systemd journal in its native protocol.
///
/// Source: systemd, "Native Journal Protocol".
package struct JournalEntry: Sendable {
    /// The socket of the journal.
    package static let socket = "/run/systemd/journal/socket"

    private let fields: [(name: String, value: String)]

    /// Creates an entry; names are written as the journal requires.
    package init(
        _ message: String, priority: Int, identifier: String, fields: [(String, String)]
    ) {
        self.fields =
            [
                ("MESSAGE", message), ("PRIORITY", "\(priority)"),
                ("SYSLOG_IDENTIFIER", identifier),
            ] + fields.map { (Self.name($0.0), $0.1) }
    }

    /// Returns a name of upper-case letters, digits and underscores.
    private static func name(_ key: String) -> String {
        let upper = key.uppercased().unicodeScalars.map { scalar in
            ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
        }
        return "DUEBELL_" + String(upper)
    }

    /// The entry as one datagram.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in fields {
            let value = Array(value.utf8)
            bytes += Array(name.utf8)
            if value.contains(UInt8(ascii: "\n")) {
                // A value with line ends is preceded by its length, 64 bits in little endian.
                let count = UInt64(value.count)
                bytes.append(UInt8(ascii: "\n"))
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes += value + [UInt8(ascii: "\n")]
        }
        return bytes
    }
}
