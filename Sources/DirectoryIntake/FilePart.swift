internal import Calendars
internal import Files
internal import Intake

/// The unread part of a file, as read at one moment.
struct FilePart {
    let text: [UInt8]
    let stamp: FileStamp
    let file: OpenFile
    /// The place after which the part begins; nil for the beginning.
    let start: ReadingPoint?
    /// True if the part reaches to the end of the file, which did not change meanwhile.
    let reachesEnd: Bool
    /// The first time at which the file was found but not yet finished.
    let since: Instant

    /// Reads from a point of an open file, at most a number of bytes.
    init(
        of file: OpenFile, _ stamp: FileStamp, after start: ReadingPoint?, bytesMax: Int,
        since: Instant, shown: String
    ) throws(FileError) {
        let offset = start?.offset ?? 0
        let wanted = stamp.size - offset
        // One byte more than expected reveals a file that has grown.
        guard let text = file.bytes(from: offset, atMost: min(wanted, bytesMax) + 1) else {
            throw .last("read", shown)
        }
        self.file = file
        self.start = start
        self.since = since
        reachesEnd = text.count == wanted && file.stamp == stamp
        self.text = text.count > bytesMax ? Array(text.prefix(bytesMax)) : text
        self.stamp = stamp
    }

    /// True if the part is as long as is read at once.
    func isFull(_ bytesMax: Int) -> Bool { text.count == bytesMax && !reachesEnd }

    /// Returns the claim of the first bytes of the part.
    func claim(
        _ name: InboxFile, _ disposition: Disposition, bytes: Int
    ) -> ClaimedFile {
        ClaimedFile(
            file: name, stamp: stamp, disposition: disposition,
            point: ReadingPoint(after: start, text[..<bytes], of: file, stamp),
            isWhole: reachesEnd && bytes == text.count)
    }
}
