import Calendars
import JSON

extension Case {
    /// The facts at one time, and the record that established them.
    struct RuleContext {
        let facts: JSONObject
        let record: JSONObject
        /// The cause of obligations opened in the context.
        var cause = Obligation.Cause.incident
        /// The instant of the event; nil: the start of the incident.
        var at: Instant?
        /// The instant of the statement; nil: any time.
        var asOf: Instant?
        /// The incident whose facts these are.
        var home: Incident.ID?
    }
}
