package import Calendars
package import Cases
package import Rules

/// The copies of one message; a marker type for `Delivery.GroupID`.
package enum MessageGroup {}

/// One message to one address: stored with the decision, then sent, finally settled.
package struct Delivery: Hashable, Sendable {
    package typealias ID = Identifier<Delivery>
    /// The id shared by all copies of one message.
    package typealias GroupID = Identifier<MessageGroup>

    /// The content of a message about one obligation.
    package struct Item: Hashable, Sendable {
        package let reason: Notice.Reason
        package let obligation: Obligation.ID?
        package let steps: [Int]
        package let dueAt: Instant
        /// Further facts for a person; nil for ordinary steps.
        package let detail: FaultDetail?
        /// The reason this person is notified; nil if none was stored.
        package let because: Because?
        /// The occurrences of a repeated obligation covered by the item; nil for a single
        /// obligation.
        package let run: Run?

        /// Several occurrences of one repeated obligation; the item's own obligation is the latest.
        package struct Run: Hashable, Sendable {
            /// The number of occurrences; at least two.
            package let count: Int
            package let first: Obligation.ID
            /// The first deadline of the occurrences; nil if none of them exists any longer.
            package let from: Instant?
            package let through: Instant?

            package init(
                count: Int, first: Obligation.ID, from: Instant?, through: Instant?
            ) {
                self.count = count
                self.first = first
                self.from = from
                self.through = through
            }
        }

        /// The number of obligations covered by the item.
        package var count: Int { run?.count ?? 1 }

        package init(
            reason: Notice.Reason, obligation: Obligation.ID?, steps: [Int], dueAt: Instant,
            detail: FaultDetail?, because: Because? = nil, run: Run? = nil
        ) {
            self.because = because
            self.run = run
            self.reason = reason
            self.obligation = obligation
            self.steps = steps
            self.dueAt = dueAt
            self.detail = detail
        }
    }

    /// The content of a message.
    package enum Matter: Hashable, Sendable {
        /// Items about one incident; at least one.
        case incident(Incident.ID, [Item])
        /// Items about several incidents, combined because separate messages would have been too
        /// many.
        case combined(CombinedMessage)
        /// A message about Duebell itself, to the operators.
        case operation(Operation)
        /// A list of reports that are open or were decided, sent at regular times.
        case digest(DigestList)
        /// A test of a channel.
        case test
    }

    /// Several messages to one person, combined into one.
    package struct CombinedMessage: Hashable, Sendable {
        /// The items about one incident.
        package struct Part: Hashable, Sendable {
            package let incident: Incident.ID
            /// The items; at least one.
            package let items: [Item]

            package init(incident: Incident.ID, items: [Item]) {
                self.incident = incident
                self.items = items
            }
        }

        /// The reason several messages were combined; written in the reader's language.
        package enum Note: Hashable, Sendable {
            /// A mute held back `count` messages, for the reason given in the rule.
            case muted(count: Int, why: String?)
            /// A sentence in the free-text format of older versions.
            case legacy(String)
        }

        /// The parts by incident, in the order they were decided.
        package let parts: [Part]
        package let notes: [Note]

        package init(parts: [Part], notes: [Note] = []) {
            self.parts = parts
            self.notes = notes
        }
    }

    /// An event of Duebell itself that operators must know about.
    package struct Operation: Hashable, Sendable {
        package enum Kind: String, Sendable, CaseIterable {
            case recordRefused = "record-refused"
            case incidentUnknown = "incident-unknown"
            case rulesRefused = "rules-refused"
            case rulesRunOut = "rules-run-out"
            case scheduleGap = "schedule-gap"
            case deliveryFailed = "delivery-failed"
            case caseSetAside = "case-set-aside"
            case intakeFailed = "intake-failed"
            case channelFailing = "channel-failing"
            case channelRecovered = "channel-recovered"
            case auditFailed = "audit-failed"
            case auditGap = "audit-gap"
            case heartbeatUnheard = "heartbeat-unheard"
            case wasDown = "was-down"
            case clockStep = "clock-step"
            case templateFailed = "template-failed"
        }

        package let kind: Kind
        /// The event and its place, in language-neutral text: a path, a fault, a reply. Empty if
        /// there are findings.
        package let words: String
        /// The problems to be told of; empty if there is only text.
        package let findings: [HealthIssue]

        package init(kind: Kind, detail: String) {
            self.kind = kind
            words = detail
            findings = []
        }

        package init(kind: Kind, findings: [HealthIssue]) {
            self.kind = kind
            self.findings = findings
            words = ""
        }

        package init(kind: Kind, finding: HealthIssue) {
            self.init(kind: kind, findings: [finding])
        }
    }

    /// The delivery's id, stable across attempts; receivers use it to drop duplicates.
    package let id: ID
    /// The message group. Deliveries of one group have the same content and can be sent together.
    package let group: GroupID
    /// The content of the message.
    package let matter: Matter
    package let to: Recipient
    /// The channels the step names in place of the contact's own.
    package let via: [Channel.ID]?
    /// The index among the recipient's contact methods; 0 is the first.
    package let reach: Int
    /// The channel on which the message is sent.
    package let channel: Channel.ID
    package let address: String?
    /// The instant of the decision.
    package let decidedAt: Instant
    /// The instant that the delivery was due; its delay is counted from here.
    package let dueAt: Instant
    /// The instant at which the delivery is given up in favour of the next contact method.
    package let expiresAt: Instant?
    /// True for the first notice of an incident, which is exempt from every limit.
    package let isFirst: Bool
    /// The original delivery, if other contact methods were tried before this one.
    package let origin: Origin?

    /// The identity of the delivery on the contact method chosen first.
    ///
    /// The ids of the other methods are derived from it, so that a return to a method finds the
    /// earlier delivery there.
    package struct Origin: Hashable, Sendable {
        package let id: ID
        package let group: GroupID
        package let reach: Int
        /// The contact methods given up for this message; none is tried again.
        package let spent: Set<Int>

        package init(id: ID, group: GroupID, reach: Int, spent: Set<Int> = []) {
            self.id = id
            self.group = group
            self.reach = reach
            self.spent = spent
        }
    }

    package init(
        id: ID, group: GroupID, matter: Matter, to: Recipient,
        via: [Channel.ID]?, reach: Int, channel: Channel.ID, address: String?, decidedAt: Instant,
        dueAt: Instant, expiresAt: Instant?, isFirst: Bool = false, origin: Origin? = nil
    ) {
        self.origin = origin
        self.isFirst = isFirst
        self.id = id
        self.group = group
        self.matter = matter
        self.to = to
        self.via = via
        self.reach = reach
        self.channel = channel
        self.address = address
        self.decidedAt = decidedAt
        self.dueAt = dueAt
        self.expiresAt = expiresAt
    }

    /// The incidents that the delivery is about.
    package var incidents: [Incident.ID] {
        switch matter {
        case .incident(let id, _): [id]
        case .combined(let combined): combined.parts.map(\.incident)
        case .digest(let list): list.incidents
        case .operation, .test: []
        }
    }

    /// The incident that the delivery is about; nil unless it is exactly one.
    package var incident: Incident.ID? {
        guard case .incident(let id, _) = matter else { return nil }
        return id
    }
}
