/// The time since the machine was started, which no setting of the wall clock changes.
package struct Uptime: Hashable, Sendable {
    /// A number that differs from one start of the machine to the next.
    package let boot: Int64
    /// The time since the start, including time in which the machine was suspended.
    package let span: Duration

    package init(boot: Int64, span: Duration) {
        self.boot = boot
        self.span = span
    }
}
