/// The kind of a transaction.
enum TransactionKind {
    /// Reads what is committed at each statement; what must stay true is locked.
    case writing
    /// Reads one unchanging view.
    case reading
}
