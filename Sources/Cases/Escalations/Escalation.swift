package import Rules

/// The progress of an open obligation through its escalation policy.
package struct Escalation: Hashable, Sendable {
    /// For each step, the number of occurrences that have run or were passed over.
    package internal(set) var spoken: [Int] = []
    /// True if the operators have been notified that no step is left.
    package internal(set) var isExhausted = false
    /// The recipients notified so far, in order of their first notice; they are notified of the end
    /// too.
    package internal(set) var told: [Recipient] = []
    /// The recipients notified of the end; they are notified if it is taken back.
    var toldOfEnd: [Recipient] = []

    /// Returns the number of occurrences of a step that have run or were passed over.
    func spoken(_ step: Int) -> Int {
        step < spoken.count ? spoken[step] : 0
    }

    mutating func setSpoken(_ step: Int, _ count: Int) {
        while spoken.count <= step { spoken.append(0) }
        spoken[step] = count
    }
}
