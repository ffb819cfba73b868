internal import CPostgreSQL

/// The answer to one statement.
final class PostgreSQLResult {
    private let pointer: OpaquePointer

    /// Takes over a result of libpq, which is freed with this object.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        cpq_clear(pointer)
    }

    /// Decodes every row.
    func rows<T>(_ decode: (PostgreSQLRow) throws -> T) rethrows -> [T] {
        try (0..<cpq_rows(pointer)).map { try decode(PostgreSQLRow(result: pointer, row: $0)) }
    }

    /// The number of rows that a statement changed.
    var changedCount: Int {
        cpq_command_rows(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The name of the command, as the server calls it.
    var command: String {
        cpq_command_status(pointer).map { String(cString: $0) } ?? ""
    }
}
