package import Rules

/// The identifier of a record, under which a record received twice is processed once.
package typealias RecordID = Identifier<RecordName>

/// The kind of name that records have: see `RecordID`.
package enum RecordName {}
