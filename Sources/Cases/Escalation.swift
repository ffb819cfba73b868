package import Rules

/// Where an open obligation stands on its policy.
package struct Escalation: Hashable, Sendable {
    /// For each step, how many of its occurrences have been spoken or passed over.
    package internal(set) var spoken: [Int]
    /// Whether the operators have been told that no step is left.
    package internal(set) var isExhausted = false
    /// Those who were told, in the order they first were; they are told when it is over.
    package internal(set) var told: [Recipient] = []

    init(steps: Int) {
        spoken = Array(repeating: 0, count: steps)
    }
}
