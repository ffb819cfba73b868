package import Calendars
import Cases
package import JSON

/// The columns of a row of a store's table, read by their place from 0.
package protocol StoredColumns {
    subscript(index: Int) -> Int64 { get }
    subscript(index: Int) -> Int64? { get }
    subscript(index: Int) -> Bool { get }
    subscript(index: Int) -> String? { get }

    /// Returns the bytes of a column; none if it is null.
    func bytes(_ index: Int) -> [UInt8]
}

extension StoredColumns {
    package subscript(index: Int) -> Int { Int(self[index] as Int64) }
    package subscript(index: Int) -> String { self[index] as String? ?? "" }

    package func instant(_ index: Int) -> Instant { Instant(milliseconds: self[index]) }

    package func optionalInstant(_ index: Int) -> Instant? {
        (self[index] as Int64?).map { Instant(milliseconds: $0) }
    }

    /// Returns the elements of a column's JSON array; empty if the column holds no array.
    package func json(_ index: Int) -> [JSON] {
        let bytes = bytes(index)
        guard !bytes.isEmpty else { return [] }
        return (try? JSONReader.read(bytes, limits: .stored))?.array ?? []
    }
}
