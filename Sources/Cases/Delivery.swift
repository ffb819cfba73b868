package import Rules

/// One message on its way to one address.
package struct Delivery: Sendable {
    package typealias ID = Identifier<Delivery>
}
