package import Files
internal import Foundation
internal import GRDB
package import Storage

/// A copy of a database in one file, complete and checked.
package enum DatabaseBackup {
    /// The reason why no copy was made.
    package enum Failure: Error {
        case exists(file: String)
        /// The copy cannot be written.
        case refused(FileError)
        case store(StoreError)
    }

    /// Copies the database at a path into a new file, while a watcher may write to it.
    ///
    /// The file appears once the copy has passed SQLite's integrity check and is on disk. Until
    /// then it has the name with `.part`; such a file of a process that died is replaced.
    package static func write(_ path: String, to file: String) throws(Failure) {
        guard !FileManager.default.fileExists(atPath: file) else { throw .exists(file: file) }
        guard FileManager.default.fileExists(atPath: path) else {
            throw .store(.absent(file: path))
        }
        let draft = file + ".part"
        let lock = try draftLock(draft)
        defer { withExtendedLifetime(lock) {} }
        do {
            try FileMode.tighten(draft, to: FileMode.file)
            try empty(draft)
            try copy(path, to: draft)
            try check(draft, of: path)
            try publish(draft, as: file)
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            switch error {
            case let error as Failure: throw error
            case let error as FileError: throw .refused(error)
            default: throw .store(StoreError(error, during: "back up \(path)"))
            }
        }
    }

    /// Locks the draft, so that of two backups into one file the second is refused.
    private static func draftLock(_ draft: String) throws(Failure) -> FileLock {
        do throws(FileLock.Failure) {
            return try FileLock(onContentOf: draft)
        } catch {
            switch error {
            case .held: throw .exists(file: draft)
            case .refused(let error): throw .refused(error)
            }
        }
    }

    private static func empty(_ draft: String) throws {
        guard truncate(draft, 0) == 0 else { throw FileError.last("write", draft) }
        // Rollback journals of a copy that was broken off would be applied to the new one.
        for suffix in ["-journal", "-wal", "-shm"] { _ = unlink(draft + suffix) }
    }

    private static func copy(_ path: String, to draft: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { database in
            guard
                try Int32.fetchOne(database, sql: "PRAGMA application_id")
                    == Migrations.applicationID
            else { throw StoreError.foreign(file: path) }
        }
        // One statement is one reading transaction: it sees one state and holds up no writer.
        try queue.inDatabase { database in
            try database.execute(sql: "VACUUM INTO ?", arguments: [draft])
        }
    }

    private static func check(_ draft: String, of path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: draft, configuration: configuration)
        let found = try queue.read { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(5)")
        }
        try queue.close()
        guard found == ["ok"] else {
            throw StoreError.corrupt(
                during: "back up \(path)", detail: found.joined(separator: "; "))
        }
    }

    /// Flushes the draft to disk and gives it its name, unless another file has it.
    private static func publish(_ draft: String, as file: String) throws {
        let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, fsync(descriptor) == 0 else { throw FileError.last("write", draft) }
        close(descriptor)
        guard link(draft, file) == 0 else {
            if errno == EEXIST { throw Failure.exists(file: file) }
            throw FileError.last("write", file)
        }
        _ = unlink(draft)
        let slash = file.lastIndex(of: "/")
        let folder = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
        try Directory(path: folder).synchronize()
    }
}
