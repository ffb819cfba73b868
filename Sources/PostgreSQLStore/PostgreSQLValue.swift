/// A parameter of a statement, in the binary format of the protocol.
enum PostgreSQLValue {
    case int(Int64?)
    case text(String?)
    case bytes([UInt8]?)
    case bool(Bool?)
    case ints([Int64?])
    case texts([String?])
    case byteArrays([[UInt8]?])
    case bools([Bool?])

    /// The number of the type in the catalogue `pg_type`, which is the same in every version.
    var type: UInt32 {
        switch self {
        case .int: Self.intType
        case .text: Self.textType
        case .bytes: Self.bytesType
        case .bool: Self.boolType
        case .ints: 1_016
        case .texts: 1_009
        case .byteArrays: 1_001
        case .bools: 1_000
        }
    }

    private static let (boolType, bytesType, intType, textType): (UInt32, UInt32, UInt32, UInt32) =
        (16, 17, 20, 25)

    /// The bytes of the value; nil for null.
    var encoded: [UInt8]? {
        switch self {
        case .int(let value): value.map(Self.encode)
        case .text(let value): value.map(Self.encode)
        case .bytes(let value): value
        case .bool(let value): value.map { [$0 ? 1 : 0] }
        case .ints(let list): Self.array(list, of: Self.intType, Self.encode)
        case .texts(let list): Self.array(list, of: Self.textType, Self.encode)
        case .byteArrays(let list): Self.array(list, of: Self.bytesType) { $0 }
        case .bools(let list): Self.array(list, of: Self.boolType) { [$0 ? 1 : 0] }
        }
    }

    private static func encode(_ value: Int64) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian, Array.init)
    }

    /// Returns the UTF-8 bytes of a text.
    ///
    /// The type `text` cannot hold U+0000. Ids with it are refused at intake; in a receiver's reply
    /// it becomes the replacement character.
    private static func encode(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(0) else { return bytes }
        return bytes.flatMap { $0 == 0 ? [0xEF, 0xBF, 0xBD] : [$0] }
    }

    /// Returns a one-dimensional array: a header, then the length and bytes of each element.
    private static func array<T>(
        _ list: [T?], of type: UInt32, _ encode: (T) -> [UInt8]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: Int32) {
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        guard !list.isEmpty else {
            for number in [0, 0, Int32(bitPattern: type)] { append(number) }
            return bytes
        }
        let hasNull = list.contains { $0 == nil }
        for number in [1, hasNull ? 1 : 0, Int32(bitPattern: type), Int32(list.count), 1] {
            append(number)
        }
        for element in list {
            guard let element else {
                append(-1)
                continue
            }
            let encoded = encode(element)
            append(Int32(encoded.count))
            bytes.append(contentsOf: encoded)
        }
        return bytes
    }
}
