extension Zone {
    /// Parses a file of the tz database; nil if the bytes are not TZif of version 2 or later.
    ///
    /// Source: RFC 8536 section 3. Leap-second records are not used: Unix time has none.
    package init?(name: String, tzif bytes: [UInt8]) {
        var reader = TZifReader(bytes: bytes)
        guard let first = reader.header(), first.version >= 2 else { return nil }
        reader.skipBlock(first, timeSize: 4)
        guard let header = reader.header(),
            let block = reader.block(header),
            let footer = reader.footer()
        else { return nil }
        var tail: PosixZone?
        if !footer.isEmpty {
            guard let rule = PosixZone(footer) else { return nil }
            tail = rule
        }
        self.init(
            name: name, transitions: block.transitions, offsets: block.offsets, tail: tail)
    }
}

private struct TZifReader {
    struct Header {
        let version: Int
        /// The counts isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
        let counts: [Int]
    }

    let bytes: [UInt8]
    var position = 0

    mutating func header() -> Header? {
        guard bytes.count >= position + 44,
            bytes[position..<position + 4].elementsEqual("TZif".utf8)
        else { return nil }
        let version = Int(bytes[position + 4]) - Int(UInt8(ascii: "0"))
        let counts = (0..<6).map { Int(integer(at: position + 20 + $0 * 4, size: 4)) }
        position += 44
        return Header(version: version, counts: counts)
    }

    mutating func skipBlock(_ header: Header, timeSize: Int) {
        position += size(of: header, timeSize: timeSize)
    }

    mutating func block(_ header: Header) -> (transitions: [Int64], offsets: [Int32])? {
        let end = position + size(of: header, timeSize: 8)
        let (timeCount, typeCount) = (header.counts[3], header.counts[4])
        guard end <= bytes.count, typeCount > 0 else { return nil }
        let kinds = position + timeCount * 8
        let types = kinds + timeCount
        func offset(_ kind: Int) -> Int32? {
            guard kind < typeCount else { return nil }
            return Int32(truncatingIfNeeded: integer(at: types + kind * 6, size: 4))
        }
        var transitions: [Int64] = []
        var offsets = [offset(0)].compactMap(\.self)
        for index in 0..<timeCount {
            guard let offset = offset(Int(bytes[kinds + index])) else { return nil }
            transitions.append(integer(at: position + index * 8, size: 8))
            offsets.append(offset)
        }
        guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        position = end
        return (transitions, offsets)
    }

    /// Returns the TZ string between the two line feeds that end the file.
    func footer() -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else { return nil }
        guard let end = bytes[(position + 1)...].firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        return String(decoding: bytes[position + 1..<end], as: UTF8.self)
    }

    private func size(of header: Header, timeSize: Int) -> Int {
        let counts = header.counts
        return counts[3] * (timeSize + 1) + counts[4] * 6 + counts[5]
            + counts[2] * (timeSize + 4) + counts[1] + counts[0]
    }

    private func integer(at start: Int, size: Int) -> Int64 {
        var value: Int64 = 0
        for index in start..<start + size { value = value << 8 | Int64(bytes[index]) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : value
    }
}
