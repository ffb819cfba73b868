/// What a reader is to the obligation they are told about.
enum ReaderRole: Hashable, Sendable {
    case owing
    case awaiting
    case other
}
