/// An IP address of version 4 or 6.
package struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// The sixteen bytes; version 4 is stored as `::ffff:a.b.c.d`, so that both notations are
    /// equal.
    package let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    /// Creates an address from 4 or 16 bytes in network order; nil for any other number.
    package init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        switch bytes.count {
        case 4: self.bytes = Self.mappedPrefix + bytes
        case 16: self.bytes = bytes
        default: return nil
        }
    }

    /// Parses `10.0.0.1` or `fe80::1`; nil for host names and for short forms such as `127.1`.
    ///
    /// Source: RFC 4291 section 2.2.
    package init?(_ text: some StringProtocol) {
        guard let bytes = text.contains(":") ? Self.six(text) : Self.four(text) else { return nil }
        self.init(bytes: bytes)
    }

    package var description: String {
        if let four { return four.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(Int(bytes[index]) << 8 | Int(bytes[index + 1]), radix: 16)
        }.joined(separator: ":")
    }

    /// The four bytes of a version 4 address; nil for version 6.
    private var four: [UInt8]? {
        bytes.starts(with: Self.mappedPrefix) ? Array(bytes[12...]) : nil
    }

    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                && (part.count == 1 || part.first != "0")
                ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func six(_ text: some StringProtocol) -> [UInt8]? {
        let halves = String(text).split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        let read = halves.compactMap { $0.isEmpty ? [] : groups($0) }
        guard read.count == halves.count else { return nil }
        if read.count == 1 { return read[0].count == 16 ? read[0] : nil }
        let gap = 16 - read[0].count - read[1].count
        return gap >= 2 ? read[0] + Array(repeating: 0, count: gap) + read[1] : nil
    }

    /// Parses groups such as `20:1` or `ffff:10.0.0.1`; returns their bytes.
    private static func groups(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index + 1 == parts.count, part.contains(".") {
                guard let four = four(part) else { return nil }
                bytes += four
            } else {
                guard (1...4).contains(part.utf8.count), part.first != "+",
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes
    }
}

extension NetworkAddress {
    /// True for a loopback address.
    package var isLoopback: Bool { Self.loopback.contains { $0.contains(self) } }

    /// True for a public Internet address: not private, local, shared or reserved.
    ///
    /// Source: the IANA registries of special-purpose addresses (RFC 6890).
    package var isPublic: Bool {
        // Addresses of gateways from version 6 to 4 contain the real address: RFC 6052, RFC 3056.
        if Self.gateways.contains(where: { $0.contains(self) }) {
            return NetworkAddress(bytes: bytes[12...])?.isPublic ?? false
        }
        if Self.sixToFour.contains(where: { $0.contains(self) }) {
            return NetworkAddress(bytes: bytes[2..<6])?.isPublic ?? false
        }
        return !Self.special.contains { $0.contains(self) }
    }

    private static let loopback = ranges(["127.0.0.0/8", "::1/128"])
    private static let gateways = ranges(["64:ff9b::/96"])
    private static let sixToFour = ranges(["2002::/16"])
    private static let special = ranges([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
    ])

    private static func ranges(_ texts: [String]) -> [NetworkRange] {
        let ranges = texts.compactMap { NetworkRange($0) }
        precondition(ranges.count == texts.count, "the registries' ranges are well written")
        return ranges
    }
}

/// A range of addresses with a common prefix.
package struct NetworkRange: Hashable, Sendable {
    private let bytes: [UInt8]
    /// The length of the prefix in bits, of 128.
    private let bits: Int

    /// Parses `10.0.0.0/8`, `fd00::/8` or a single address.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = NetworkAddress(parts[0]) else { return nil }
        let width = parts[0].contains(":") ? 128 : 32
        var bits = width
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...width).contains(given), parts[1].first != "+"
            else { return nil }
            bits = given
        }
        bytes = address.bytes
        self.bits = bits + 128 - width
    }

    package func contains(_ address: NetworkAddress) -> Bool {
        for index in 0..<16 {
            let count = min(max(bits - 8 * index, 0), 8)
            guard count > 0 else { return true }
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> count)
            if (bytes[index] ^ address.bytes[index]) & mask != 0 { return false }
        }
        return true
    }
}
