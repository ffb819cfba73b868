import JSON

extension Delivery.Operation {
    /// The findings or the text as a string that distinguishes operations; not for people.
    ///
    /// Two alerts are the same if it is equal, in whatever words they are told.
    package var content: String {
        switch findings.count {
        case 0: words
        case 1: findings[0].json.serialized()
        default: JSON.array(findings.map(\.json)).serialized()
        }
    }
}
