package import Calendars

/// A store that several watchers share, each a process that signs at short intervals.
///
/// Signatures and duties are judged by the clock of the store alone.
package protocol SharedStore: Store {
    /// Records that a watcher runs, and ends the leases of watchers that sign no more.
    func sign(_ signature: WatcherSignature) async throws(StoreError) -> SharedState
    /// Records that a watcher has ended, and ends its leases.
    func signOff(_ run: String) async throws(StoreError)
    /// Returns the watchers that have signed within a day, the latest started first.
    func watchers() async throws(StoreError) -> [WatcherRow]
    /// Takes or renews a duty that one watcher at a time has; returns false if another has it.
    ///
    /// It ends by itself after a span in which it was not renewed.
    func takeDuty(
        _ name: String, by run: String, for span: Duration
    ) async throws(StoreError) -> Bool
    /// Returns the store's clock.
    func clock() async throws(StoreError) -> Instant
}
