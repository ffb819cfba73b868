extension Zone {
    /// The first instant at which clocks show a civil time or a later one.
    ///
    /// A time shown twice means the first; a time that is skipped means the end of the gap, when
    /// the clocks jump over it. So of two civil times the later one never comes first, which is
    /// what a row of handovers needs and `instant(of:)`, made for deadlines, does not promise.
    package func instant(reaching civil: CivilTime) -> Instant {
        let read = instant(of: civil)
        let ahead = self.civil(at: read).millisecondsSinceEpoch - civil.millisecondsSinceEpoch
        guard ahead > 0 else { return read }
        // It is skipped, and was read as far behind the change as it lies behind the gap's start.
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
