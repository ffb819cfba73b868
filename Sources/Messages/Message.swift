package import Calendars
package import Cases
package import Deliveries
package import JSON
package import Rules

/// The rendered text of one communication, shared by all recipients of the same content.
package struct Message: Sendable {
    package typealias ID = Delivery.GroupID

    /// One address of the message, with a result of its own.
    package struct Addressee: Sendable {
        package typealias ID = Delivery.ID

        /// The id by which receivers drop duplicates: the same for every attempt at this address.
        package let delivery: ID
        /// The person or desk, for the `To:` line.
        package let name: String
        /// The address on the channel; nil if the channel has one fixed target.
        package let address: String?
        /// The recipient as named in rules, such as `contact:li`; nil if the rules do not name one.
        package let recipient: String?
        /// True unless the recipient is known to belong to the organisation; a mail to an outside
        /// recipient names nobody else.
        package let isOutside: Bool

        package init(
            delivery: ID, name: String, address: String?, recipient: String? = nil,
            isOutside: Bool = false
        ) {
            self.isOutside = isOutside
            self.recipient = recipient
            self.delivery = delivery
            self.name = name
            self.address = address
        }
    }

    /// The id of the message, stable across attempts; letters, digits, `_` and `-` only.
    package let id: ID
    /// The incident by which mails are threaded; nil for messages about Duebell itself.
    package let incident: Incident.ID?
    /// The addressees; at least one.
    package let addressees: [Addressee]
    package let language: Language
    /// The subject on one line; may contain any other character from a record.
    package private(set) var subject: String
    /// The plain text, with lines ended by `\n`.
    package private(set) var text: String
    /// A complete HTML document with the same content.
    package var html: String { makeHTML() }
    /// The event type in Standard Webhooks form: `incident.report_overdue`.
    package let type: String
    /// The `data` member of a webhook's body.
    package let data: JSONObject
    /// The instant of the decision: the `Date:` of a mail, the `timestamp` of a webhook's body.
    package let decidedAt: Instant
    /// The zone of the times in the text and in the `Date:` line.
    package let zone: Zone
    /// True for a message about Duebell itself, which waits behind no other.
    package let isOperational: Bool
    /// The reason for choosing templates: a notice reason, a kind of operation, or `test`.
    package let reason: String
    /// One line of about 140 characters at most.
    package var short: String { makeShort?() ?? subject }
    /// The text in the Markdown subset that all chats support.
    package var markdown: String { makeMarkdown?() ?? text }
    /// The template values; `MessageModel` lists their names.
    package var model: JSONObject { makeModel?() ?? JSONObject() }
    // Made lazily, because each channel needs only one or two of them.
    private var makeHTML: @Sendable () -> String
    private var makeShort: (@Sendable () -> String)?
    private var makeMarkdown: (@Sendable () -> String)?
    private var makeCondensed: (@Sendable ((String) -> Bool) -> String)?
    private let makeModel: (@Sendable () -> JSONObject)?

    package init(
        id: ID, incident: Incident.ID?, addressees: [Addressee], language: Language,
        subject: String, text: String, html: @autoclosure @escaping @Sendable () -> String,
        type: String, data: JSONObject, decidedAt: Instant, zone: Zone, isOperational: Bool = false,
        reason: String = "",
        short: (@Sendable () -> String)? = nil, markdown: (@Sendable () -> String)? = nil,
        model: (@Sendable () -> JSONObject)? = nil,
        condensed: (@Sendable ((String) -> Bool) -> String)? = nil
    ) {
        makeCondensed = condensed
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
        self.isOperational = isOperational
        self.reason = reason
        makeShort = short
        makeMarkdown = markdown
        makeModel = model
    }
}

extension Message {
    /// One of the forms in which a message is written.
    package enum Part: String, Sendable, CaseIterable {
        case subject, short, text, html, markdown
    }

    /// The text of the message in one form; setting it replaces the text.
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
            case .text:
                text = newValue
                makeCondensed = nil
            case .html: makeHTML = { newValue }
            case .markdown: makeMarkdown = { newValue }
            }
        }
    }
}

extension Message {
    /// Returns the matters of a combined message on one line, as many as a limit allows, with the
    /// number of the others; nil for a single matter, or if a template writes the text.
    package func condensed(fits: (String) -> Bool) -> String? { makeCondensed?(fits) }

    /// Returns the `data` member of the body for one addressee, naming only this addressee.
    package func data(for addressee: Addressee) -> JSONObject {
        guard let recipient = addressee.recipient else { return data }
        func named(_ data: JSONObject) -> JSONObject {
            guard data["to"] != nil else { return data }
            var data = data
            data["to"] = .string(recipient)
            data["name"] = .string(MessageBody.visible(addressee.name))
            return data
        }
        var data = named(data)
        if let parts = data["messages"]?.array {
            data["messages"] = .array(parts.map { $0.object.map { .object(named($0)) } ?? $0 })
        }
        return data
    }
}
