package import Calendars

/// A person or a desk, and the ways to reach them.
package struct Contact: Sendable {
    package typealias ID = Identifier<Contact>

    /// One way to reach a contact.
    package struct Reach: Hashable, Sendable {
        package let channel: Channel.ID
        /// Where on that channel: a mail address, a number; nil where the channel is one place.
        package let address: String?
        /// Used in addition, this long after the first, when nobody has acknowledged; nil: it
        /// takes over when the one before it fails.
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
    /// The language of messages to this contact, `zh-Hans` or `en`; nil: the settings'.
    package let language: Language?
    /// The zone in which this contact reads times; nil: the settings'.
    package let zone: Zone?
    /// In order of preference, at least one.
    package let reach: [Reach]
    /// Not one of us: a drill never reaches them.
    package let isOutside: Bool

    package init(
        id: ID, name: String, title: String?, language: Language?, zone: Zone?, reach: [Reach],
        isOutside: Bool = false
    ) {
        self.isOutside = isOutside
        self.id = id
        self.name = name
        self.title = title
        self.language = language
        self.zone = zone
        self.reach = reach
    }
}
