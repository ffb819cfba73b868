/// A snapshot that can also be changed, and shows its own changes.
package protocol StoreTransaction: StoreSnapshot, RecordWriting, CaseWriting, OwedWriting,
    OutboxWriting, JournalWriting, RulebookWriting, MarkerWriting
{}
