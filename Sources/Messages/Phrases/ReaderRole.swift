/// The role of a reader in the obligation that a message is about.
enum ReaderRole: Hashable, Sendable {
    /// The reader belongs to the unit that must report.
    case owing
    /// The reader belongs to the unit that awaits the report.
    case awaiting
    case other
}
