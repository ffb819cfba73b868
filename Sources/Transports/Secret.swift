/// A value that must never be printed.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The value itself, for its actual use.
    package let revealed: String

    /// Wraps a value as soon as it is read.
    package init(_ value: String) {
        revealed = value
    }

    /// Three asterisks, as in every printed form.
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
