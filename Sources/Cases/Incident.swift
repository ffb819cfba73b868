package import Rules

/// What happened, known under one stable id, with its facts as far as they have been told.
package struct Incident: Sendable {
    package typealias ID = Identifier<Incident>
}
