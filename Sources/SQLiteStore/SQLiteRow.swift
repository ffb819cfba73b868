internal import GRDB
internal import GRDBSQLite
internal import Storage

/// The current row of a statement; valid until its next step.
struct SQLiteRow: StoredColumns {
    let statement: OpaquePointer

    subscript(index: Int) -> Int64 { sqlite3_column_int64(statement, Int32(index)) }
    subscript(index: Int) -> Bool { self[index] as Int64 != 0 }

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

    private func isNull(_ index: Int) -> Bool {
        sqlite3_column_type(statement, Int32(index)) == SQLITE_NULL
    }
}
