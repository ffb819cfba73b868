import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules

/// The reason why a message cannot be written for a receiver at all.
struct Unsendable: Error {
    let text: String
}
