import Engine
package import PostgreSQLStore
import SQLiteStore
package import Storage

/// The place of a store, of any kind.
package enum StoreLocation: Sendable {
    case sqlite(path: String)
    /// A PostgreSQL database; `listen` is the address of its server, if the other is a pooler's.
    case postgreSQL(PostgreSQLAddress, listen: PostgreSQLAddress? = nil)

    /// Opens the store for reading; it must exist.
    package func openForReading() async throws(StoreError) -> any Store {
        switch self {
        case .sqlite(let path): try SQLiteStore(path: path, for: .reading)
        case .postgreSQL(let address, _):
            try await PostgreSQLStore(address, for: .reading, elapsed: Timekeeper.monotonic)
        }
    }

    /// Opens the store for a watcher; creates and migrates it as needed.
    func openForWatching() async throws(StoreError) -> any Store {
        switch self {
        case .sqlite(let path): try SQLiteStore(path: path, for: .watching)
        case .postgreSQL(let address, let listen):
            try await PostgreSQLStore(
                address, listeningAt: listen, for: .watching, elapsed: Timekeeper.monotonic)
        }
    }
}

extension StoreLocation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sqlite(let path): path
        case .postgreSQL(let address, _): "\(address)"
        }
    }
}
