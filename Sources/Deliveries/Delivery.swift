package import Calendars
package import Cases
package import Rules

/// The copies of one message: what `Delivery.GroupID` names.
package enum MessageGroup {}

/// One message on its way to one address: committed with the decision, sent after, settled last.
package struct Delivery: Hashable, Sendable {
    package typealias ID = Identifier<Delivery>
    /// Names what several copies of one message have in common.
    package typealias GroupID = Identifier<MessageGroup>

    /// What one message says about one obligation.
    package struct Item: Hashable, Sendable {
        package let reason: Notice.Reason
        package let obligation: Obligation.ID?
        package let steps: [Int]
        package let dueAt: Instant
        package let detail: String
        /// The reason why this person is told; nil: nobody kept it.
        package let because: Because?
        /// The occurrences of a repeated obligation that the item speaks for; nil: it speaks for
        /// one obligation alone.
        package let run: Run?

        /// Several occurrences of one repeated obligation, of which the item's own obligation is
        /// the latest.
        package struct Run: Hashable, Sendable {
            /// At least two.
            package let count: Int
            package let first: Obligation.ID
            /// The first and the last deadline of them; nil where they are owed no longer.
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

        /// The number of obligations the item speaks for.
        package var count: Int { run?.count ?? 1 }

        package init(
            reason: Notice.Reason, obligation: Obligation.ID?, steps: [Int], dueAt: Instant,
            detail: String, because: Because? = nil, run: Run? = nil
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

    /// What is to be said.
    package enum Matter: Hashable, Sendable {
        /// About an incident; at least one item.
        case incident(Incident.ID, [Item])
        /// About several incidents, since messages of their own would have been too many.
        case combined(CombinedMessage)
        /// About Duebell itself, to the operators.
        case operation(Operation)
        /// To see that a channel works.
        case test
    }

    /// Several messages to one person, put together into one.
    package struct CombinedMessage: Hashable, Sendable {
        /// The items about one incident.
        package struct Part: Hashable, Sendable {
            package let incident: Incident.ID
            /// At least one.
            package let items: [Item]

            package init(incident: Incident.ID, items: [Item]) {
                self.incident = incident
                self.items = items
            }
        }

        /// Why several messages became one; said to the reader in their language.
        package enum Note: Hashable, Sendable {
            /// A mute held so many back, for the reason that its rule names.
            case muted(count: Int, why: String?)
            /// A sentence written before notes were values.
            case legacy(String)
        }

        /// By incident, in the order they were decided.
        package let parts: [Part]
        package let notes: [Note]

        package init(parts: [Part], notes: [Note] = []) {
            self.parts = parts
            self.notes = notes
        }
    }

    /// Something about Duebell itself that operators must know.
    package struct Operation: Hashable, Sendable {
        package enum Kind: String, Sendable, CaseIterable {
            case recordRefused = "record-refused"
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
            case templateFailed = "template-failed"
        }

        package let kind: Kind
        /// What happened and where, in words that need no translation: a path, a fault, a reply;
        /// empty where there is a finding.
        package let words: String
        /// What Duebell itself found out; nil: there are but the words.
        package let finding: HealthIssue?

        package init(kind: Kind, detail: String) {
            self.kind = kind
            words = detail
            finding = nil
        }

        package init(kind: Kind, finding: HealthIssue) {
            self.kind = kind
            self.finding = finding
            words = ""
        }
    }

    /// Stable across attempts: what a receiver drops doubles by.
    package let id: ID
    /// The message it is a copy of: deliveries of one group say the same and can go together.
    package let group: GroupID
    package let matter: Matter
    package let to: Recipient
    /// The channels the step names in place of the contact's own.
    package let via: [Channel.ID]?
    /// The place among the ways to reach the recipient; 0 is the first.
    package let reach: Int
    package let channel: Channel.ID
    package let address: String?
    /// When it was decided.
    package let decidedAt: Instant
    /// The instant it was for, from which its delay is counted.
    package let dueAt: Instant
    /// When it is given up, and the next way to reach the recipient is tried.
    package let expiresAt: Instant?
    /// Whether nobody was told anything of the incident before: it passes every limit.
    package let isFirst: Bool
    /// The delivery that was there first, where it has gone by more ways than one.
    package let origin: Origin?

    /// What names a delivery on the way that was chosen first: each way has an id of its own, made
    /// of these, so that who comes back to a way finds the delivery that was there.
    package struct Origin: Hashable, Sendable {
        package let id: ID
        package let group: GroupID
        package let reach: Int
        /// The ways that were given up for it: none of them is taken again.
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

    /// The incidents it is about.
    package var incidents: [Incident.ID] {
        switch matter {
        case .incident(let id, _): [id]
        case .combined(let combined): combined.parts.map(\.incident)
        case .operation, .test: []
        }
    }

    /// The one incident it is about.
    package var incident: Incident.ID? {
        guard case .incident(let id, _) = matter else { return nil }
        return id
    }
}
