package import JSON

/// One field of a CSV text, with its place.
package struct CSVField: Hashable, Sendable {
    /// The text without quotation marks; spaces are kept.
    package let text: String
    /// The place at which the field begins.
    package let place: TextPlace

    package init(text: String, place: TextPlace) {
        self.text = text
        self.place = place
    }
}
