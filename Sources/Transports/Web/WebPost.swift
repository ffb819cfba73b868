import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// One request, without its destination.
struct WebPost: Sendable {
    /// Added to the query of the address, in this order; not escaped.
    var query: [(name: String, value: String)] = []
    /// Added to the headers of every request.
    var headers: [String] = []
    var type = "application/json"
    let body: [UInt8]
}
