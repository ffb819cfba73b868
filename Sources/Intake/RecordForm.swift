/// The way a message holds its records: one object, an array of them, or lines with one each.
package enum RecordForm: Sendable {
    case object
    case array
    case lines
}
