internal import GRDB
internal import Storage

extension StoreError {
    /// Translates an error of an operation on SQLite.
    init(_ error: any Error, during operation: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error, during: operation)
        default: self = .abandoned(detail: String(describing: error))
        }
    }

    private init(_ error: DatabaseError, during operation: String) {
        let detail = error.message ?? String(describing: error.extendedResultCode)
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(during: operation)
        case .SQLITE_FULL: self = .full(during: operation)
        case .SQLITE_IOERR: self = .io(during: operation, detail: detail)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(during: operation, detail: detail)
        case .SQLITE_READONLY: self = .readOnly(during: operation)
        default: self = .failed(during: operation, detail: detail)
        }
    }
}

/// Runs SQLite calls and attaches the name of the operation to their errors.
func during<T>(
    _ operation: @autoclosure () -> String, _ body: () throws -> T
) throws(StoreError) -> T {
    do {
        return try body()
    } catch {
        throw StoreError(error, during: operation())
    }
}
