internal import Files
internal import Storage

/// The locks of the single watcher of a database.
///
/// The lock on the database itself holds for every name of the file. The lock on `<database>.lock`
/// names the process, and keeps out a Duebell that knows only this lock.
struct DatabaseLock: Sendable {
    private let named: FileLock
    private let own: FileLock

    /// Locks a database, which is created if necessary, readable by its user and group alone.
    init(of path: String) throws(StoreError) {
        named = try Self.lock(path + ".lock") { path throws(FileLock.Failure) in
            try FileLock(path: path)
        }
        own = try Self.lock(path) { path throws(FileLock.Failure) in
            try FileLock(onContentOf: path)
        }
        for file in ["", "-wal", "-shm", ".lock"].map({ path + $0 }) {
            // A file of another user cannot be changed, and is as safe as its folder.
            try? FileMode.tighten(file, to: FileMode.file)
        }
    }

    private static func lock(
        _ file: String, _ make: (String) throws(FileLock.Failure) -> FileLock
    ) throws(StoreError) -> FileLock {
        do throws(FileLock.Failure) {
            return try make(file)
        } catch {
            switch error {
            case .held(let process): throw .watched(lock: file, process: process)
            case .refused(let error):
                throw .failed(during: "lock \(file)", detail: error.reason)
            }
        }
    }
}
