/// The role of a reader in the obligation that a message is about.
enum ReaderRole: Hashable, Sendable {
    case owing
    case awaiting
    case other
}
