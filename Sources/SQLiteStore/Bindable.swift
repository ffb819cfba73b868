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
