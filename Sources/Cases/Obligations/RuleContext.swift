import Calendars
import JSON

extension Case {
    /// The facts as they were at one time, and the record that made them so.
    struct RuleContext {
        let facts: JSONObject
        let record: JSONObject
        /// What is owed in it is owed for this.
        var cause = Obligation.Cause.incident
        /// When that happened; nil: when the incident did.
        var at: Instant?
        /// When it was said; nil: whenever.
        var asOf: Instant?
    }
}
