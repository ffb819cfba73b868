/// The answers of rules over the facts of several merged incidents: a rule that one of them leaves
/// open stays open.
struct RuleAnswers {
    /// True if the answers are collected; false if each counts at once, as for one incident.
    let areCollected: Bool
    private var open: Set<String> = []
    private var decided: [String] = []

    init(areCollected: Bool) {
        self.areCollected = areCollected
    }

    /// Notes a rule that cannot be applied; returns true if it is to be told of.
    mutating func isOpen(_ about: String) -> Bool {
        !areCollected || open.insert(about).inserted
    }

    /// Notes a rule that can be applied; returns true if its fault is to be cleared at once.
    mutating func isDecided(_ about: String) -> Bool {
        if areCollected { decided.append(about) }
        return !areCollected
    }

    /// The rules that all incidents decided.
    var settled: [String] { decided.filter { !open.contains($0) } }
}
