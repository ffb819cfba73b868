import JSON

extension Delivery.Operation {
    /// The finding or the text as a string that distinguishes operations; not for people.
    package var content: String { finding?.json.serialized() ?? words }
}
