package import Cases
package import Rules

/// Recipients who should have been notified of incidents and, as far as known, were not: their
/// messages were all refused, given up or held back.
package struct UnreachedRecipients: Hashable, Sendable {
    private var people: [Incident.ID: Set<String>] = [:]

    package init() {}

    /// Returns true if anything is known about an incident.
    package func knows(_ incident: Incident.ID) -> Bool { people[incident] != nil }

    /// Adds recipients by their descriptions; an empty list is recorded too.
    package mutating func add(_ recipients: some Sequence<String>, of incident: Incident.ID) {
        people[incident, default: []].formUnion(recipients)
    }

    /// Returns true if a recipient should have been notified of an incident and was not.
    package func contains(_ recipient: Recipient, of incident: Incident.ID) -> Bool {
        people[incident]?.contains(recipient.description) ?? false
    }
}

extension Case {
    /// Returns true if notices about the case's obligations were decided for anybody else.
    package func isTold(besides recipient: Recipient) -> Bool {
        obligations.contains { $0.escalation.told.contains { $0 != recipient } }
    }
}
