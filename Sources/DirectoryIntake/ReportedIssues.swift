internal import Intake

/// The issues reported in this and the previous pass over a folder, so that each is reported only
/// when new.
struct ReportedIssues {
    private var before: Set<IOIssue> = []
    private var now: Set<IOIssue> = []

    /// Returns the issues not yet reported in this or the previous pass.
    mutating func news(in issues: [IOIssue]) -> [IOIssue] {
        issues.filter { now.insert($0).inserted && !before.contains($0) }
    }

    /// Starts the next pass.
    mutating func endPass() {
        before = now
        now = []
    }
}
