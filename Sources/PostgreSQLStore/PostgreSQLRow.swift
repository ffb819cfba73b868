internal import CPostgreSQL
internal import Storage

/// A row of a result in binary format; valid as long as the result.
struct PostgreSQLRow: StoredColumns {
    let result: OpaquePointer
    let row: Int32

    subscript(index: Int) -> Int64 {
        bits(index).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
    subscript(index: Int) -> Bool { bits(index).first == 1 }

    subscript(index: Int) -> String? {
        isNull(index) ? nil : String(decoding: bits(index), as: UTF8.self)
    }

    subscript(index: Int) -> Int64? {
        isNull(index) ? nil : self[index] as Int64
    }

    func bytes(_ index: Int) -> [UInt8] { Array(bits(index)) }

    private func isNull(_ index: Int) -> Bool {
        cpq_is_null(result, row, Int32(index)) != 0
    }

    private func bits(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: cpq_value(result, row, Int32(index)),
            count: Int(cpq_length(result, row, Int32(index))))
    }
}
