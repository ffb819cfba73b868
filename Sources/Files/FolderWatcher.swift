internal import Foundation
internal import Glibc

/// A watch on folders that calls back when they may have changed.
///
/// A callback is a hint, to be confirmed by a scan. Network file systems give no hints, and the
/// kernel drops some under load, so the owner also scans at start and periodically.
package final class FolderWatcher: @unchecked Sendable {
    private static let events =
        UInt32(IN_CLOSE_WRITE) | UInt32(IN_CREATE) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVED_FROM)
        | UInt32(IN_DELETE) | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
        | UInt32(IN_ONLYDIR)

    /// The events of files that are written to under their names.
    private static let writing = UInt32(IN_MODIFY) | UInt32(IN_ONLYDIR)

    private var folders: [String]
    private let events: UInt32
    private let onChange: @Sendable () -> Void
    private var descriptor: Int32 = -1
    private var source: (any DispatchSourceRead)?
    private let lock = NSLock()
    private var reported: Set<FileError> = []

    /// Creates a watch on folders and, for each Maildir among them, on its `new` folder.
    ///
    /// Watching begins with the first call of `renew`. `onChange` runs on a thread of the watch and
    /// must only pass a signal on. `isOfWriting` watches for writes to files that are not hidden,
    /// and for nothing else.
    package init(
        folders: [String], isOfWriting: Bool = false, onChange: @escaping @Sendable () -> Void
    ) {
        self.folders = folders
        events = isOfWriting ? Self.writing : Self.events
        self.onChange = onChange
    }

    /// Opens an inotify instance unless one is open; call it under the lock.
    ///
    /// The number per machine is limited, so a later attempt may succeed.
    private func open() {
        guard descriptor < 0 else { return }
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return }
        let queue = DispatchQueue(label: "duebell.watch")
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { [onChange] in
            if Self.drain(descriptor) { onChange() }
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
        (self.descriptor, self.source) = (descriptor, source)
    }

    deinit {
        source?.cancel()
    }

    /// Adds watches for folders not watched yet or replaced since; call it before each scan.
    ///
    /// Returns the errors that prevent a watch, each once: until it is resolved, only scans find
    /// changes. `folders` replaces the list given at creation; earlier folders stay watched.
    package func renew(folders new: [String]? = nil) -> [FileError] {
        let (current, descriptor) = lock.withLock {
            folders = new ?? folders
            open()
            return (folders, self.descriptor)
        }
        var errors: Set<FileError> = []
        if descriptor < 0 { errors.insert(.last("watch folders with", "inotify")) }
        for folder in current.flatMap({ [$0, $0 + "/new"] }) where descriptor >= 0 {
            // Adding an already watched folder has no effect.
            guard inotify_add_watch(descriptor, folder, events) < 0 else { continue }
            // A missing folder is reported by its scan, and few folders contain a `new`.
            if errno == ENOENT || errno == ENOTDIR { continue }
            errors.insert(.last("watch", folder))
        }
        return lock.withLock {
            defer { reported = errors }
            return errors.subtracting(reported).sorted { $0.path < $1.path }
        }
    }

    /// Reads the pending events; returns true if any is more than the creation of a file.
    ///
    /// A new file matters only once it is closed, and a hidden one only once it has its name.
    private static func drain(_ descriptor: Int32) -> Bool {
        var isChange = false
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            var place = 0
            while place + MemoryLayout<inotify_event>.size <= count {
                let event = buffer.withUnsafeBytes {
                    $0.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                }
                let isBeginning = event.mask & UInt32(IN_CREATE) != 0
                let name = place + MemoryLayout<inotify_event>.size
                let isDraft =
                    event.mask & UInt32(IN_MODIFY) != 0 && event.len > 0
                    && buffer[name] == UInt8(ascii: ".")
                if !isBeginning && !isDraft || event.mask & UInt32(IN_ISDIR) != 0 {
                    isChange = true
                }
                place += MemoryLayout<inotify_event>.size + Int(event.len)
            }
        }
        return isChange
    }
}
