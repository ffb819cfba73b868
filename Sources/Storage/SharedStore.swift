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

/// What a watcher says of itself when it signs.
package struct WatcherSignature: Hashable, Sendable {
    /// The run of the process, as in its leases.
    package let run: String
    /// The machine and the process, for people.
    package let name: String
    package let version: String
    /// The generation of the rules by which the watcher decides; nil if not known.
    package let generation: Int?

    package init(run: String, name: String, version: String, generation: Int?) {
        self.run = run
        self.name = name
        self.version = version
        self.generation = generation
    }
}

/// What a watcher learns when it signs.
package struct SharedState: Hashable, Sendable {
    /// The generation of the rules in force; nil if there are none.
    package let generation: Int?
    /// The runs of the watchers that have signed lately.
    package let present: Set<String>
    /// The number of deliveries that gone watchers had leased, which can be sent now.
    package let released: Int
    /// True if a case or a delivery is due, which any watcher may take.
    package let isWorkDue: Bool

    package init(generation: Int?, present: Set<String>, released: Int, isWorkDue: Bool) {
        self.generation = generation
        self.present = present
        self.released = released
        self.isWorkDue = isWorkDue
    }
}

/// A watcher as the others see it.
package struct WatcherRow: Hashable, Sendable {
    package let signature: WatcherSignature
    package let startedAt: Instant
    package let seenAt: Instant
    /// False for a watcher that has not signed lately and did not sign off.
    package let isPresent: Bool

    package init(
        signature: WatcherSignature, startedAt: Instant, seenAt: Instant, isPresent: Bool
    ) {
        self.signature = signature
        self.startedAt = startedAt
        self.seenAt = seenAt
        self.isPresent = isPresent
    }
}
