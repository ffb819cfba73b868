internal import Intake

/// The issues reported in the last pass over a folder and in this one: each is reported when it is
/// new.
struct ReportedIssues {
    private var before: Set<IOIssue> = []
    private var now: Set<IOIssue> = []

    /// Returns those of some issues that were reported neither in this pass nor in the last.
    mutating func news(in issues: [IOIssue]) -> [IOIssue] {
        issues.filter { now.insert($0).inserted && !before.contains($0) }
    }

    /// Begins another pass.
    mutating func endPass() {
        before = now
        now = []
    }
}
