/// A failure of the store; every case names the operation or file.
package enum StoreError: Error, Hashable {
    /// Another process held the database longer than the timeout.
    case busy(during: String)
    /// The disk is full; nothing of the transaction was saved.
    case full(during: String)
    /// The server of the database cannot be reached, or the connection to it was lost.
    case unreachable(during: String, detail: String)
    /// The server of the database refused the credentials, or a right is missing.
    case denied(during: String, detail: String)
    /// The disk or the file system failed; nothing of the transaction was saved.
    case io(during: String, detail: String)
    /// The file is no database, or is damaged.
    case corrupt(during: String, detail: String)
    /// No database exists at this path, and opening it this way does not create one.
    case absent(file: String)
    /// The file is a database of some other program.
    case foreign(file: String)
    /// A newer Duebell has changed the tables; `unknown` names its migrations.
    case newerSchema(file: String, unknown: [String])
    /// An older Duebell wrote the database, and opening it this way does not migrate it.
    case olderSchema(file: String)
    /// Another watcher uses the database; `process` is its id if the lock file names it.
    case watched(lock: String, process: Int32?)
    /// The store was opened for reading only.
    case readOnly(during: String)
    /// Any other refusal, with the database's own message.
    case failed(during: String, detail: String)
    /// The caller's own transaction body threw; `detail` is its error.
    case abandoned(detail: String)

    /// True if the same call may succeed later without a change in the program.
    package var isWorthRetrying: Bool {
        switch self {
        case .busy, .full, .io, .watched, .unreachable: true
        case .corrupt, .denied, .absent, .foreign, .newerSchema, .olderSchema, .readOnly, .failed,
            .abandoned:
            false
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .busy(let operation): "\(operation): the database is busy"
        case .full(let operation): "\(operation): no room is left for the database"
        case .unreachable(let operation, let detail):
            "\(operation): the database cannot be reached: \(detail)"
        case .denied(let operation, let detail):
            "\(operation): the database refuses: \(detail)"
        case .io(let operation, let detail): "\(operation): the disk failed: \(detail)"
        case .corrupt(let operation, let detail):
            "\(operation): the database is damaged: \(detail)"
        case .absent(let file): "\(file): there is no database yet"
        case .foreign(let file): "\(file): a database, but not one of Duebell's"
        case .newerSchema(let file, let unknown):
            "\(file): written by a newer Duebell (\(unknown.joined(separator: ", "))); upgrade"
        case .olderSchema(let file):
            "\(file): written by an older Duebell; start `duebell watch` once to upgrade it"
        case .watched(let lock, let process):
            "\(lock): another watcher is running" + (process.map { ", process \($0)" } ?? "")
        case .readOnly(let operation): "\(operation): the database was opened for reading only"
        case .failed(let operation, let detail): "\(operation): \(detail)"
        case .abandoned(let detail): "given up by the caller: \(detail)"
        }
    }
}
