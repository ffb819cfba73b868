internal import Calendars
import Cases
internal import GRDB
internal import GRDBSQLite
import JSON

/// A value that can be bound to a statement's parameter.
///
/// GRDB's own binding and rows take more time than SQLite itself when one commit writes thousands
/// of rows; its connections, transactions and statement cache are used as they are.
protocol Bindable {
    /// Binds the value to a parameter, counted from 1; returns SQLite's result code.
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

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

/// The current row of a statement; valid until its next step.
struct SQLiteRow {
    fileprivate let statement: OpaquePointer

    subscript(index: Int) -> Int64 { sqlite3_column_int64(statement, Int32(index)) }
    subscript(index: Int) -> Int { Int(self[index] as Int64) }
    subscript(index: Int) -> Bool { self[index] as Int64 != 0 }
    subscript(index: Int) -> String { self[index] as String? ?? "" }

    subscript(index: Int) -> String? {
        guard let text = sqlite3_column_text(statement, Int32(index)) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, Int32(index)))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    subscript(index: Int) -> Int64? {
        isNull(index) ? nil : sqlite3_column_int64(statement, Int32(index))
    }

    func bytes(_ index: Int) -> [UInt8] {
        let start = sqlite3_column_blob(statement, Int32(index))
        let count = Int(sqlite3_column_bytes(statement, Int32(index)))
        return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    func instant(_ index: Int) -> Instant {
        Instant(milliseconds: self[index])
    }

    func optionalInstant(_ index: Int) -> Instant? {
        (self[index] as Int64?).map { Instant(milliseconds: $0) }
    }

    /// Returns the elements of a column's JSON array; empty if the column holds no array.
    func json(_ index: Int) -> [JSON] {
        let bytes = bytes(index)
        guard !bytes.isEmpty else { return [] }
        return (try? JSONReader.read(bytes, limits: .stored))?.array ?? []
    }

    private func isNull(_ index: Int) -> Bool {
        sqlite3_column_type(statement, Int32(index)) == SQLITE_NULL
    }
}

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
