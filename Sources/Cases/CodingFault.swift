/// An error in bytes that should have been a case.
package struct CodingFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
