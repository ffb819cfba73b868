package import Rules

/// Where an open obligation stands on its policy.
package struct Escalation: Hashable, Sendable {
    /// For each step, how many of its occurrences have been spoken or passed over.
    package internal(set) var spoken: [Int] = []
    /// Whether the operators have been told that no step is left.
    package internal(set) var isExhausted = false
    /// Those who were told, in the order they first were; they are told when it is over.
    package internal(set) var told: [Recipient] = []

    func spoken(_ step: Int) -> Int {
        step < spoken.count ? spoken[step] : 0
    }

    mutating func setSpoken(_ step: Int, _ count: Int) {
        while spoken.count <= step { spoken.append(0) }
        spoken[step] = count
    }
}
