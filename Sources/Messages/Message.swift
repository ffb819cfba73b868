package import Calendars
package import Cases
package import Deliveries
package import JSON
package import Rules

/// The rendered text of one communication, for everybody who is told the same at one moment.
package struct Message: Sendable {
    package typealias ID = Delivery.GroupID

    /// One address it goes to, with a result of its own.
    package struct Addressee: Sendable {
        package typealias ID = Delivery.ID

        /// What a receiver may drop doubles by: the same for every attempt at this address.
        package let delivery: ID
        /// The person or desk, for the `To:` line.
        package let name: String
        /// The address on the channel; nil where the channel is one place.
        package let address: String?
        /// Whom it is for, as rules name them: `contact:li`; nil: nobody they know.
        package let recipient: String?

        package init(delivery: ID, name: String, address: String?, recipient: String? = nil) {
            self.recipient = recipient
            self.delivery = delivery
            self.name = name
            self.address = address
        }
    }

    /// Stable across attempts; of letters, digits, `_` and `-` only.
    package let id: ID
    /// The incident it is about, by which mails are threaded; nil for Duebell's own affairs.
    package let incident: Incident.ID?
    /// At least one.
    package let addressees: [Addressee]
    package let language: Language
    /// One line, without line ends; may hold any other character a record held.
    package private(set) var subject: String
    /// Plain text, lines ended by `\n`.
    package private(set) var text: String
    /// A whole HTML document that says the same.
    package var html: String { makeHTML() }
    /// What happened, as Standard Webhooks names it: `incident.report_overdue`.
    package let type: String
    /// The `data` member of a webhook's body.
    package let data: JSONObject
    /// When it was decided: the `Date:` of a mail, the `timestamp` of a webhook's body.
    package let decidedAt: Instant
    /// The zone its times are shown in, and that of the `Date:` line.
    package let zone: Zone
    /// True for a message about Duebell itself, which waits behind no other.
    package let isUrgent: Bool
    /// What templates for it are named by: a reason, a kind of operation, `test`.
    package let reason: String
    /// One line of at most 140 characters or so.
    package var short: String { makeShort?() ?? subject }
    /// The text in the Markdown that chats read alike.
    package var markdown: String { makeMarkdown?() ?? text }
    /// What templates are given; `MessageModel` lists the names.
    package var model: JSONObject { makeModel?() ?? JSONObject() }
    // Each channel has a use for one or two of these only.
    private var makeHTML: @Sendable () -> String
    private var makeShort: (@Sendable () -> String)?
    private var makeMarkdown: (@Sendable () -> String)?
    private let makeModel: (@Sendable () -> JSONObject)?

    package init(
        id: ID, incident: Incident.ID?, addressees: [Addressee], language: Language,
        subject: String, text: String, html: @autoclosure @escaping @Sendable () -> String,
        type: String, data: JSONObject, decidedAt: Instant, zone: Zone, isUrgent: Bool = false,
        reason: String = "",
        short: (@Sendable () -> String)? = nil, markdown: (@Sendable () -> String)? = nil,
        model: (@Sendable () -> JSONObject)? = nil
    ) {
        self.id = id
        self.incident = incident
        self.addressees = addressees
        self.language = language
        self.subject = subject
        self.text = text
        makeHTML = html
        self.type = type
        self.data = data
        self.decidedAt = decidedAt
        self.zone = zone
        self.isUrgent = isUrgent
        self.reason = reason
        makeShort = short
        makeMarkdown = markdown
        makeModel = model
    }
}

extension Message {
    /// One of the forms a message is written in.
    package enum Part: String, Sendable, CaseIterable {
        case subject, short, text, html, markdown
    }

    /// What the message says in one form; setting it puts another text in its place.
    package subscript(part: Part) -> String {
        get {
            switch part {
            case .subject: subject
            case .short: short
            case .text: text
            case .html: html
            case .markdown: markdown
            }
        }
        set {
            switch part {
            case .subject: subject = newValue
            case .short: makeShort = { newValue }
            case .text: text = newValue
            case .html: makeHTML = { newValue }
            case .markdown: makeMarkdown = { newValue }
            }
        }
    }
}

extension Message {
    /// The `data` member of the body that one addressee gets: it names them, and not whoever else
    /// is told the same.
    package func data(for addressee: Addressee) -> JSONObject {
        guard let recipient = addressee.recipient else { return data }
        func named(_ data: JSONObject) -> JSONObject {
            guard data["to"] != nil else { return data }
            var data = data
            data["to"] = .string(recipient)
            data["name"] = .string(addressee.name)
            return data
        }
        var data = named(data)
        if let parts = data["messages"]?.array {
            data["messages"] = .array(parts.map { $0.object.map { .object(named($0)) } ?? $0 })
        }
        return data
    }
}
