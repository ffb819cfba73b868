package import Calendars
package import Intake

/// The settings for reading a folder, with the clock for judging the age of its files.
package struct FolderSettings: Sendable {
    package var limits = IntakeLimits()
    /// The interval between scans without a change signal.
    package var scanEvery = Duration.seconds(30)
    /// False if the kernel is not asked which files are being written, as if it did not know.
    package var asksForWriters = true
    /// The clock of the file system; not the clock of cases, which may run faster.
    package let clock: @Sendable () -> Instant

    package init(clock: @escaping @Sendable () -> Instant) {
        self.clock = clock
    }
}
