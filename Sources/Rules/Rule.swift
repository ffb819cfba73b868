package import Calendars

/// Which incidents oblige whom to report what, as a rule editor wrote it.
package final class Rule: Sendable {
    package typealias ID = Identifier<Rule>

    package let id: ID
    package let title: String?
    package let cites: Citation?
    /// The zone its days, months and dates are those of; nil: that of the settings.
    package let zone: Zone?
    /// The incidents it is for: those that began, or were first heard of, from `from` and before
    /// `until`.
    package let inForce: InForce
    /// Absent: every incident.
    package let when: Condition?
    package let owes: Owing?
    /// In the order written.
    package let obligations: [ObligationRule]

    package struct Citation: Sendable {
        package let text: String?
        package let url: String?
        package let readOn: String?
        /// How sure the figures are.
        package let confidence: Confidence?

        /// A: the text itself was read; B: a report of it, or part of it; C: from memory; D: as
        /// somebody told.
        package enum Confidence: String, Sendable, CaseIterable { case A, B, C, D }

        package init(
            text: String?, url: String?, readOn: String?, confidence: Confidence? = nil
        ) {
            self.text = text
            self.url = url
            self.readOn = readOn
            self.confidence = confidence
        }
    }

    package struct InForce: Sendable {
        package let from: Instant?
        package let until: Instant?

        package init(from: Instant? = nil, until: Instant? = nil) {
            self.from = from
            self.until = until
        }
    }

    package init(
        id: ID, title: String?, cites: Citation?, zone: Zone? = nil, inForce: InForce,
        when: Condition?, owes: Owing?, obligations: [ObligationRule]
    ) {
        self.id = id
        self.title = title
        self.cites = cites
        self.zone = zone
        self.inForce = inForce
        self.when = when
        self.owes = owes
        self.obligations = obligations
    }
}
