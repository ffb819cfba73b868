package import Calendars

/// A reporting rule as written by a rule editor: the incidents concerned and their obligations.
package final class Rule: Sendable {
    package typealias ID = Identifier<Rule>

    package let id: ID
    package let title: String?
    package let cites: Citation?
    /// The time zone of the rule's days, months and dates; nil means that of the settings.
    package let zone: Zone?
    /// The validity of the rule, by the time an incident began or was first heard of.
    package let inForce: InForce
    /// The condition on incidents; nil means every incident.
    package let when: Condition?
    /// The reporting unit, unless an obligation has its own.
    package let owes: Owing?
    /// True if the rule takes a report by phone first and the written text later.
    package let isVerbalFirst: Bool
    /// The obligations in the order written.
    package let obligations: [ObligationRule]
    /// True if a report to a unit that awaits more than one stage must name its stage.
    package let areStagesNamed: Bool

    /// The legal source of a rule.
    package struct Citation: Sendable {
        package let text: String?
        package let url: String?
        package let readOn: String?
        /// The reliability of the figures.
        package let confidence: Confidence?

        /// The reliability of a citation. A: the text itself was read; B: a report of it, or part
        /// of it; C: from memory; D: hearsay.
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

    /// The range of time of a rule: from `from` inclusive until `until` exclusive; nil means open.
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
        when: Condition?, owes: Owing?, isVerbalFirst: Bool = false, obligations: [ObligationRule],
        areStagesNamed: Bool = false
    ) {
        self.isVerbalFirst = isVerbalFirst
        self.id = id
        self.title = title
        self.cites = cites
        self.zone = zone
        self.inForce = inForce
        self.when = when
        self.owes = owes
        self.obligations = obligations
        self.areStagesNamed = areStagesNamed
    }
}
