/// The wait of a command until a watcher has taken its record, limited in monotonic time.
package struct TakenWait: Sendable {
    private let atMost: Duration
    private let elapsed: @Sendable () -> Duration
    private let pause: @Sendable (Duration) async throws -> Void

    /// The interval between two looks at the store.
    package static let lookEvery = Duration.milliseconds(50)

    /// Creates a wait; `elapsed` returns monotonic time, and `pause` waits for a span of it.
    package init(
        atMost: Duration, elapsed: @escaping @Sendable () -> Duration,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.atMost = atMost
        self.elapsed = elapsed
        self.pause = pause
    }

    /// Looks until there is an outcome; nil if there is none in time. Looks at least once.
    package func outcome<T>(_ look: () async throws -> T?) async throws -> T? {
        let start = elapsed()
        while true {
            if let outcome = try await look() { return outcome }
            let rest = atMost - (elapsed() - start)
            guard rest > .zero else { return nil }
            try await pause(min(Self.lookEvery, rest))
        }
    }
}
