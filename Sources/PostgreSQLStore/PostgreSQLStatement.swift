/// One statement with its parameters, and the operation of which it is a part.
struct PostgreSQLStatement {
    let operation: String
    let sql: String
    let values: [PostgreSQLValue]

    init(_ operation: String, _ sql: String, _ values: [PostgreSQLValue] = []) {
        self.operation = operation
        self.sql = sql
        self.values = values
    }
}
