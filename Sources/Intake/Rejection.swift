/// A message, or a part of one, that could not be read; its sender must be notified.
package struct Rejection: Hashable, Sendable {
    /// One error in a message, with its place.
    package struct Cause: Hashable, Sendable {
        package let line: Int
        package let column: Int
        /// A JSON pointer within the record (RFC 6901); empty for the whole record.
        package let pointer: String
        package let reason: String
        /// The accepted values; empty if obvious.
        package let accepted: String
        /// The reason without a quotation from the record; nil if there is none in it.
        package let unquoted: String?

        /// Creates a cause; without a place, the cause concerns the message as a whole.
        package init(
            line: Int = 1, column: Int = 1, pointer: String = "", _ reason: String,
            accepted: String = "", unquoted: String? = nil
        ) {
            self.unquoted = unquoted
            self.line = line
            self.column = column
            self.pointer = pointer
            self.reason = reason
            self.accepted = accepted
        }
    }

    /// The message's name, for a person.
    package let origin: String
    /// The errors; at least one.
    package let causes: [Cause]
    /// The mark that distinguishes messages of the same name; empty if they need not be
    /// distinguished.
    package let mark: String

    package init(origin: String, causes: [Cause], mark: String = "") {
        self.origin = origin
        self.causes = causes
        self.mark = mark
    }
}

extension Rejection: CustomStringConvertible {
    /// The places, the causes and the accepted values, for a person.
    package var description: String { text(quoting: true) }

    /// Returns the description, with or without quotations from the message.
    package func text(quoting: Bool) -> String {
        let shown = causes.prefix(5).map { cause in
            "\(origin):\(cause.line):\(cause.column): "
                + (cause.pointer.isEmpty ? "" : cause.pointer + ": ")
                + (quoting ? cause.reason : cause.unquoted ?? cause.reason)
                + (cause.accepted.isEmpty ? "" : "; accepted is \(cause.accepted)")
        }
        let more = causes.count > 5 ? ["and \(causes.count - 5) more"] : []
        return (shown + more).joined(separator: "; ")
    }
}
