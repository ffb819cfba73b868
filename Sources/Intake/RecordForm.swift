/// The form in which a message holds its records: one object, an array of objects, or one per line.
package enum RecordForm: Sendable {
    case object
    case array
    case lines
}
