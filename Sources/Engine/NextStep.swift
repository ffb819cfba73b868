package import Calendars

/// The instant at which a service is to be stepped again.
package struct NextStep: Hashable, Sendable {
    package let at: Instant
    /// True if a signal may not make it sooner: something failed and is given time.
    package let isPause: Bool

    package init(at: Instant, isPause: Bool = false) {
        self.at = at
        self.isPause = isPause
    }

    /// Waits until then, or until the signal, if there is one, unless this is a pause.
    func wait(by timekeeper: Timekeeper, for signal: Signal? = nil) async {
        let span = at - timekeeper.now()
        if let signal, !isPause {
            await signal.wait(atMost: timekeeper.wait(for: span))
        } else {
            try? await timekeeper.sleep(for: span)
        }
    }
}
