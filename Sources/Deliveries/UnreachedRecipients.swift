package import Cases
package import Rules

/// Who was to be told of incidents and, as far as is known, has not been: all that went to them was
/// refused or given up, or is held back.
package struct UnreachedRecipients: Hashable, Sendable {
    private var people: [Incident.ID: Set<String>] = [:]

    package init() {}

    /// Whether anything is known about an incident.
    package func knows(_ incident: Incident.ID) -> Bool { people[incident] != nil }

    /// Notes recipients by what describes them; none are worth noting too.
    package mutating func add(_ recipients: some Sequence<String>, of incident: Incident.ID) {
        people[incident, default: []].formUnion(recipients)
    }

    /// Whether somebody was to be told of an incident in vain.
    package func contains(_ recipient: Recipient, of incident: Incident.ID) -> Bool {
        people[incident]?.contains(recipient.description) ?? false
    }
}

extension Case {
    /// Whether anybody else was to be told of what is owed for it.
    package func isTold(besides recipient: Recipient) -> Bool {
        obligations.contains { $0.escalation.told.contains { $0 != recipient } }
    }
}
