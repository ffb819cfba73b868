internal import Files
internal import JSON

/// The place in a file up to which its records were read, and the means to recognise the file.
struct ReadingPoint: Hashable, Sendable {
    /// The number of bytes before the place that are compared.
    private static let tailBytes = 8_192

    let offset: Int
    /// The number of lines before the place.
    let lines: Int
    private let stamp: FileStamp
    private let tail: [UInt8]

    /// Notes the end of a text read from a file of a given stamp, after an earlier point or the
    /// beginning.
    init?(
        after earlier: ReadingPoint?, _ text: ArraySlice<UInt8>, of file: OpenFile,
        _ stamp: FileStamp
    ) {
        let offset = (earlier?.offset ?? 0) + text.count
        let isEnough = text.count >= min(offset, Self.tailBytes)
        guard
            let tail = isEnough
                ? SHA256.sha256(Array(text.suffix(Self.tailBytes)))
                : Self.tail(before: offset, of: file)
        else { return nil }
        self.init(
            offset: offset,
            lines: (earlier?.lines ?? 0) + text.count { $0 == UInt8(ascii: "\n") },
            stamp: stamp, tail: tail)
    }

    private init(offset: Int, lines: Int, stamp: FileStamp, tail: [UInt8]) {
        self.offset = offset
        self.lines = lines
        self.stamp = stamp
        self.tail = tail
    }

    /// Returns true if a file is the same one and was only appended to since.
    func holds(in file: OpenFile, _ current: FileStamp) -> Bool {
        current.isSameFile(as: stamp) && current.size >= offset
            && Self.tail(before: offset, of: file) == tail
    }

    private static func tail(before offset: Int, of file: OpenFile) -> [UInt8]? {
        let start = max(0, offset - tailBytes)
        return file.bytes(from: start, atMost: offset - start).map { SHA256.sha256($0) }
    }
}
