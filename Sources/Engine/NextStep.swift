package import Calendars

/// The instant of a service's next step.
package struct NextStep: Hashable, Sendable {
    package let at: Instant
    /// True if a signal must not bring the step forward: something failed and is given time.
    package let isPause: Bool

    package init(at: Instant, isPause: Bool = false) {
        self.at = at
        self.isPause = isPause
    }

    /// Waits until the instant, or until the signal unless this is a pause.
    func wait(by timekeeper: Timekeeper, for signal: Signal? = nil) async {
        let span = at - timekeeper.now()
        guard span > .zero else { return }
        if let signal, !isPause {
            await signal.wait(atMost: timekeeper.monotonicSpan(for: span))
        } else {
            try? await timekeeper.sleep(for: span)
        }
    }
}
