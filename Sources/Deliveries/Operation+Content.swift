import JSON

extension Delivery.Operation {
    /// The finding or the words as one text that tells this matter from another; not for people.
    package var content: String { finding?.json.serialized() ?? words }
}
