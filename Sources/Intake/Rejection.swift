package import Cases

/// A message, or a part of one, that could not be read; its sender must be notified.
package struct Rejection: Hashable, Sendable {
    /// One error in a message, with its place.
    package struct Cause: Hashable, Sendable {
        package let line: Int
        package let column: Int
        /// A JSON pointer within the record (RFC 6901); empty for the whole record.
        package let pointer: String
        package let problem: RecordProblem

        /// The problem in English.
        package var reason: String { problem.reason }
        /// The accepted values in English; empty if obvious.
        package var accepted: String { problem.accepted }

        /// Creates a cause; without a place, the cause concerns the message as a whole.
        package init(
            line: Int = 1, column: Int = 1, pointer: String = "", _ problem: RecordProblem
        ) {
            self.line = line
            self.column = column
            self.pointer = pointer
            self.problem = problem
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
    package var description: String {
        let shown = causes.prefix(5).map { cause in
            "\(origin):\(cause.line):\(cause.column): "
                + (cause.pointer.isEmpty ? "" : cause.pointer + ": ")
                + cause.reason + (cause.accepted.isEmpty ? "" : "; accepted is \(cause.accepted)")
        }
        let more = causes.count > 5 ? ["and \(causes.count - 5) more"] : []
        return (shown + more).joined(separator: "; ")
    }
}
