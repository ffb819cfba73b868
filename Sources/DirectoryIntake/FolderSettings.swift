package import Calendars
package import Intake

/// The way a folder is read, and the clock by which its files are judged.
package struct FolderSettings: Sendable {
    package var limits = IntakeLimits()
    /// The span after which a folder is scanned though nothing was heard of it.
    package var scanEvery = Duration.seconds(30)
    /// The clock of the file system; not the one that cases live by, which may run faster.
    package let clock: @Sendable () -> Instant

    package init(clock: @escaping @Sendable () -> Instant) {
        self.clock = clock
    }
}
