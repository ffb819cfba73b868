extension Zone {
    /// Returns the first instant at which clocks show a civil time or a later one.
    ///
    /// For a repeated time this is the first; for a skipped time, the end of the gap. So a later
    /// civil time never gives an earlier instant. A sequence of handovers needs this order, and
    /// `instant(of:)`, made for deadlines, does not guarantee it.
    package func instant(reaching civil: CivilTime) -> Instant {
        let read = instant(of: civil)
        let ahead = self.civil(at: read).millisecondsSinceEpoch - civil.millisecondsSinceEpoch
        guard ahead > 0 else { return read }
        // The time is skipped; `read` is as far past the change as the time is past the start of
        // the gap.
        var (before, after) = (read.milliseconds - ahead - 1, read.milliseconds)
        while after - before > 1 {
            let middle = before + (after - before) / 2
            if self.civil(at: Instant(milliseconds: middle)) < civil {
                before = middle
            } else {
                after = middle
            }
        }
        return Instant(milliseconds: after)
    }
}
