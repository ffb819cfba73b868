import Rules

/// The result of matching the reports to one obligation.
struct ReportMatch {
    /// The report that suffices or did before its retraction: the clocks it started stay.
    var first: Report?
    /// The report that suffices: the earliest or, if several are required, the last of them.
    var best: Report?
    var insufficient: [Fault] = []
    /// The retracted reports that would count for the obligation.
    var retracted: [Record.ID] = []
}
