internal import Calendars
internal import Files
internal import Intake

/// The files that have left the inbox and may still be written to by a process that opened them
/// before.
///
/// Such a process writes to the file under its new name, or to a file without a name. The kernel
/// reports the first; the second is held open here.
struct PutAwayFiles {
    /// The number of days whose folders are searched.
    private static let days = 2
    /// The interval of searches without a sign of a write.
    private static let searchEvery = Duration.seconds(3_600)
    /// The number of files held open, and the time for which they are.
    private static let openMax = 100
    private static let openFor = Duration.seconds(86_400)
    private static let pointsMax = 10_000

    /// A file without a name that may still be written to.
    private struct Unnamed {
        let name: FileName
        let file: OpenFile
        let since: Instant
    }

    private var points: [PutAwayFile: ReadingPoint] = [:]
    private var unnamed: [Int: Unnamed] = [:]
    private var count = 0
    /// The files examined since their last change.
    private var examined: [PutAwayFile: FileStamp] = [:]
    private var searchAt: Instant?
    private let isWritten = Flag()

    /// Notes that a file may have been written to after it left; may be called from any thread.
    var note: @Sendable () -> Void { { [isWritten] in isWritten.set() } }

    /// True if files are held open, whose writers give no sign.
    var isWaiting: Bool { !unnamed.isEmpty }

    /// Remembers how far a file was read before it left; a rejected file is read from its
    /// beginning, since its parts are not understood one by one.
    mutating func add(_ file: PutAwayFile, _ point: ReadingPoint?) {
        guard file.place != .rejected else { return }
        if points.count >= Self.pointsMax { points.removeAll() }
        points[file] = point
    }

    /// Holds a file without a name open.
    mutating func hold(
        _ file: OpenFile, _ name: FileName, _ point: ReadingPoint?, at now: Instant
    ) {
        if unnamed.count >= Self.openMax, let oldest = unnamed.keys.min() {
            unnamed[oldest] = nil
        }
        count += 1
        unnamed[count] = Unnamed(name: name, file: file, since: now)
        points[PutAwayFile(place: .unnamed(count), name: name)] = point
    }

    /// Notes how far a file was read after it left.
    mutating func accept(_ file: PutAwayFile, _ claimed: ClaimedFile) {
        add(file, claimed.point)
        examined[file] = claimed.stamp
    }

    /// Forgets a file that has moved on.
    mutating func forget(_ file: PutAwayFile) {
        points[file] = nil
        examined[file] = nil
    }

    func point(of file: PutAwayFile) -> ReadingPoint? { points[file] }

    /// Returns the files written to since they left and not read since then.
    mutating func written(
        at now: Instant, _ processed: ProcessedFiles, _ rejected: RejectedFiles
    ) -> [(file: PutAwayFile, open: OpenFile, stamp: FileStamp)] {
        unnamed = unnamed.filter { now - $0.value.since < Self.openFor }
        var found = unnamed.sorted { $0.key < $1.key }.compactMap { number, held in
            open(PutAwayFile(place: .unnamed(number), name: held.name), held.file)
        }
        if isWritten.take() || searchAt.map({ now >= $0 || now < $0 - Self.searchEvery }) ?? true {
            searchAt = now + Self.searchEvery
            let seen = examined
            examined = [:]
            for days in 0..<Self.days {
                let day = (now - .seconds(86_400 * days)).dayByUTC
                guard let folder = try? processed.folder(of: day) else { continue }
                found += search(folder, as: .done(day: day), seen) { _ in true }
            }
            if let folder = try? rejected.existing() {
                found += search(folder, as: .rejected, seen, where: RejectedFiles.isWhole)
            }
        }
        return found
    }

    private mutating func search(
        _ folder: Directory, as place: PutAwayPlace, _ seen: [PutAwayFile: FileStamp],
        where isWanted: (FileName) -> Bool
    ) -> [(file: PutAwayFile, open: OpenFile, stamp: FileStamp)] {
        guard let entries = try? DirectoryEntries(of: folder) else { return [] }
        var found: [(file: PutAwayFile, open: OpenFile, stamp: FileStamp)] = []
        while let (name, kind) = entries.next() {
            guard kind == .file, name.bytes.first != UInt8(ascii: "."), isWanted(name),
                let stamp = folder.stamp(of: name), stamp.isWrittenLast
            else { continue }
            let file = PutAwayFile(place: place, name: name)
            if seen[file] == stamp || points[file]?.offset == stamp.size {
                examined[file] = stamp
            } else if case .success(let (open, stamp)) = folder.opened(name) {
                found.append((file, open, stamp))
            }
        }
        return found
    }

    private func open(
        _ file: PutAwayFile, _ open: OpenFile
    ) -> (file: PutAwayFile, open: OpenFile, stamp: FileStamp)? {
        guard let stamp = open.stamp, stamp.size > points[file]?.offset ?? 0 else { return nil }
        return (file, open, stamp)
    }
}
