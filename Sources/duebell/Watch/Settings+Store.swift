import Foundation
import JSON
import PostgreSQLStore
import Rules
import Storage
import Transports
import Watcher

extension Settings {
    /// The place of the store; throws for an unknown kind.
    var location: StoreLocation {
        get throws {
            let store = self[.store]
            if let path = Self.sqlitePath(store) {
                return .sqlite(path: path.isEmpty ? self[.state] + "/duebell.sqlite" : path)
            }
            guard ["postgres://", "postgresql://"].contains(where: store.hasPrefix) else {
                throw Failure(
                    .configuration,
                    "--store: found `\(store)`; accepted is sqlite:, sqlite:PATH or "
                        + "postgres://USER@HOST/DATABASE")
            }
            let password = try password
            let listen = self[.storeListen]
            do throws(StoreError) {
                return .postgreSQL(
                    try PostgreSQLAddress(uri: store, password: password),
                    listen: listen.isEmpty
                        ? nil : try PostgreSQLAddress(uri: listen, password: password))
            } catch {
                throw Failure(.configuration, "--store: \(error)")
            }
        }
    }

    /// The file of a SQLite database; throws for a store of another kind.
    var database: String {
        get throws {
            guard case .sqlite(let path) = try location else {
                throw Failure(
                    .configuration,
                    "--store: found a PostgreSQL database; accepted is sqlite: or sqlite:PATH "
                        + "(pg_dump makes a copy of the other)")
            }
            return path
        }
    }

    private static func sqlitePath(_ store: String) -> String? {
        let prefix = "sqlite:"
        return store.hasPrefix(prefix) ? String(store.dropFirst(prefix.count)) : nil
    }

    /// The reader of the store's password, which reads it anew for each connection.
    private var password: @Sendable () throws -> String? {
        get throws {
            let text = self[.storePassword]
            guard !text.isEmpty else { return { nil } }
            guard let reference = Self.reference(in: text) else {
                throw Failure(
                    .configuration,
                    "--store-password: accepted is env:NAME or file:PATH, never the password itself"
                )
            }
            let reader = SecretReader(
                environment: ProcessInfo.processInfo.environment, rulesFolder: self[.rules])
            return { try reader.read(reference).revealed }
        }
    }

    private static func reference(in text: String) -> SecretReference? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        return switch parts[0] {
        case "env": .environment(parts[1])
        case "file": .file(parts[1])
        default: nil
        }
    }
}
