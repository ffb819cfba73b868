internal import CPostgreSQL
internal import Calendars
import Cases
import JSON

/// A row of a result in binary format; valid as long as the result.
struct PostgreSQLRow {
    let result: OpaquePointer
    let row: Int32

    subscript(index: Int) -> Int64 {
        bits(index).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
    subscript(index: Int) -> Int { Int(self[index] as Int64) }
    subscript(index: Int) -> Bool { bits(index).first == 1 }
    subscript(index: Int) -> String { self[index] as String? ?? "" }

    subscript(index: Int) -> String? {
        isNull(index) ? nil : String(decoding: bits(index), as: UTF8.self)
    }

    subscript(index: Int) -> Int64? {
        isNull(index) ? nil : self[index] as Int64
    }

    func bytes(_ index: Int) -> [UInt8] { Array(bits(index)) }

    func instant(_ index: Int) -> Instant { Instant(milliseconds: self[index]) }

    func optionalInstant(_ index: Int) -> Instant? {
        (self[index] as Int64?).map { Instant(milliseconds: $0) }
    }

    /// Returns the elements of a column's JSON array; empty if the column holds no array.
    func json(_ index: Int) -> [JSON] {
        guard !isNull(index) else { return [] }
        return (try? JSONReader.read(bytes(index), limits: .stored))?.array ?? []
    }

    private func isNull(_ index: Int) -> Bool {
        cpq_is_null(result, row, Int32(index)) != 0
    }

    private func bits(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: cpq_value(result, row, Int32(index)),
            count: Int(cpq_length(result, row, Int32(index))))
    }
}
