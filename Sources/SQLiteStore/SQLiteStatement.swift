internal import Calendars
import Cases
internal import GRDB
internal import GRDBSQLite
import JSON

extension Int64: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self)
    }
}

extension Int: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, Int64(self))
    }
}

extension Bool: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }
}

extension String: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(
                    statement, index, characters.baseAddress, Int32(characters.count), copied)
            }
        }
    }
}

extension [UInt8]: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        guard !isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return withUnsafeBytes { bytes in
            sqlite3_bind_blob64(statement, index, bytes.baseAddress, UInt64(bytes.count), copied)
        }
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        self?.bind(to: statement, at: index) ?? sqlite3_bind_null(statement, index)
    }
}

/// The constant `SQLITE_TRANSIENT`, with which SQLite copies the bytes before the call returns.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// A statement from a database's cache, which may be run any number of times.
struct PreparedStatement {
    fileprivate let database: Database
    fileprivate let statement: GRDB.Statement

    /// Runs the statement and passes each row to `take`, until it returns false.
    func run(_ arguments: [any Bindable], each take: (SQLiteRow) throws -> Bool) throws {
        try withExtendedLifetime(statement) {
            try database.run(statement.sqliteStatement, arguments, each: take)
        }
    }
}

extension Database {
    /// Runs a statement and passes each row to `take`, until it returns false.
    func run(
        _ sql: String, _ arguments: [any Bindable], each take: (SQLiteRow) throws -> Bool
    ) throws {
        try prepared(sql).run(arguments, each: take)
    }

    func prepared(_ sql: String) throws -> PreparedStatement {
        PreparedStatement(database: self, statement: try cachedStatement(sql: sql))
    }

    fileprivate func run(
        _ statement: OpaquePointer, _ arguments: [any Bindable],
        each take: (SQLiteRow) throws -> Bool
    ) throws {
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, argument) in arguments.enumerated() {
            try check(argument.bind(to: statement, at: Int32(index + 1)))
        }
        while true {
            let code = sqlite3_step(statement)
            guard code == SQLITE_ROW else { return code == SQLITE_DONE ? () : try check(code) }
            guard try take(SQLiteRow(statement: statement)) else { return }
        }
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code), message: lastErrorMessage)
    }
}
