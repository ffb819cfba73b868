internal import Calendars
import Cases
internal import GRDB
internal import GRDBSQLite
import JSON

/// The current row of a statement; valid until its next step.
struct SQLiteRow {
    let statement: OpaquePointer

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
