/// An error in the stored bytes of a case.
package struct CodingError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
