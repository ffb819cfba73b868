package import Calendars

/// A person or a desk, with the ways to reach them.
package struct Contact: Sendable {
    package typealias ID = Identifier<Contact>

    /// One way to reach a contact.
    package struct Method: Hashable, Sendable {
        package let channel: Channel.ID
        /// The address on the channel, such as a mail address or a number; nil if the channel has
        /// only one.
        package let address: String?
        /// The delay after which this way is used in addition, unless the message has been
        /// acknowledged.
        ///
        /// Nil means the way is used when the previous one fails.
        package let after: Duration?

        package init(channel: Channel.ID, address: String?, after: Duration?) {
            self.channel = channel
            self.address = address
            self.after = after
        }
    }

    package let id: ID
    package let name: String
    package let title: String?
    /// The telephone number, as people dial it.
    package let phone: String?
    /// The language of messages to this contact, `zh-Hans` or `en`; nil means that of the settings.
    package let language: Language?
    /// The time zone of times shown to this contact; nil means that of the settings.
    package let zone: Zone?
    /// The ways to reach the contact, in order of preference; at least one.
    package let reach: [Method]
    /// True for a contact outside the organisation; drills never reach outside contacts.
    package let isOutside: Bool

    package init(
        id: ID, name: String, title: String?, phone: String? = nil, language: Language?,
        zone: Zone?, reach: [Method], isOutside: Bool = false
    ) {
        self.isOutside = isOutside
        self.id = id
        self.name = name
        self.title = title
        self.phone = phone
        self.language = language
        self.zone = zone
        self.reach = reach
    }
}
