internal import GRDB
internal import Storage

/// One transaction's view of a SQLite database, while its body runs.
struct SQLiteSession {
    let database: Database

    func fetch<T>(
        _ operation: @autoclosure () -> String, _ sql: String, _ arguments: [any Bindable] = [],
        as decode: (SQLiteRow) throws -> T
    ) throws(StoreError) -> [T] {
        try during(operation()) {
            var values: [T] = []
            try database.run(sql, arguments) { row in
                values.append(try decode(row))
                return true
            }
            return values
        }
    }

    func fetchFirst<T>(
        _ operation: @autoclosure () -> String, _ sql: String, _ arguments: [any Bindable] = [],
        as decode: (SQLiteRow) throws -> T
    ) throws(StoreError) -> T? {
        try fetch(operation(), sql, arguments, as: decode).first
    }

    /// Runs a statement once for each of several values; returns the rows of all runs.
    func fetch<T, Value>(
        _ operation: @autoclosure () -> String, _ sql: String, each values: [Value],
        with arguments: (Value) -> [any Bindable], as decode: (SQLiteRow) throws -> T
    ) throws(StoreError) -> [T] {
        try during(operation()) {
            var found: [T] = []
            let statement = try database.prepared(sql)
            for value in values {
                try statement.run(arguments(value)) { row in
                    found.append(try decode(row))
                    return true
                }
            }
            return found
        }
    }

    /// Runs a statement that changes rows; returns the number of changed rows.
    @discardableResult
    func execute(
        _ operation: @autoclosure () -> String, _ sql: String, _ arguments: [any Bindable]
    ) throws(StoreError) -> Int {
        try during(operation()) {
            try database.run(sql, arguments) { _ in true }
            return database.changesCount
        }
    }

    /// Runs a statement that changes rows once for each of several values; returns the number of
    /// changed rows of each run.
    @discardableResult
    func execute<Value>(
        _ operation: @autoclosure () -> String, _ sql: String, each values: [Value],
        with arguments: (Value) -> [any Bindable]
    ) throws(StoreError) -> [Int] {
        guard !values.isEmpty else { return [] }
        return try during(operation()) {
            let statement = try database.prepared(sql)
            return try values.map { value in
                try statement.run(arguments(value)) { _ in true }
                return database.changesCount
            }
        }
    }
}
