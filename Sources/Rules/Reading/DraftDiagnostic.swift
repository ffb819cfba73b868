package import JSON

/// A mistake or a doubtful passage in a rule document, before its line is known.
package struct DraftDiagnostic: Error, Hashable, Sendable {
    /// The effect of a mistake on the rulebook.
    package enum Severity: String, Hashable, Sendable {
        /// An error: the rulebook is not loaded.
        case error
        /// A warning: the rulebook is loaded, but somebody should look.
        case warning
    }

    /// The part of a member a mistake points at.
    package enum Aim: Hashable, Sendable { case key, value }

    package let severity: Severity
    /// The place in the document.
    package let pointer: JSONPointer
    package let aim: Aim
    /// The text found.
    package let found: String
    /// The accepted forms; nil if they are obvious.
    package let accepted: String?
    /// The nearest known name.
    package let nearest: String?
    /// The stable code of the kind of mistake, `key.unknown`.
    package let code: String

    package init(
        _ code: String, at pointer: JSONPointer, _ found: String, accepted: String? = nil,
        nearest: String? = nil, aim: Aim = .value, severity: Severity = .error
    ) {
        self.severity = severity
        self.pointer = pointer
        self.aim = aim
        self.found = found
        self.accepted = accepted
        self.nearest = nearest
        self.code = code
    }

    /// Returns the same mistake with another text for the accepted forms.
    func accepting(_ accepted: String) -> DraftDiagnostic {
        DraftDiagnostic(
            code, at: pointer, found, accepted: accepted, nearest: nearest, aim: aim,
            severity: severity)
    }
}

/// Returns the known name most likely meant; nil if none is near.
package func nearestName(to name: String, among known: some Sequence<String>) -> String? {
    let allowed = max(1, min(3, name.count / 3))
    let near = known.map { (distance: editDistance(name, $0), name: $0) }
        .filter { $0.distance <= allowed && $0.distance < max(name.count, $0.name.count) }
    return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

/// Returns the edit distance between two names, ignoring case; `Int.max` if they are far apart.
///
/// Insertions, deletions, replacements and swaps of neighbours count as one each.
package func editDistance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.lowercased()), Array(right.lowercased()))
    guard left.count <= 64, right.count <= 64, abs(left.count - right.count) <= 3 else {
        return Int.max
    }
    var earlier: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            var cost = previous[column] + (left[row] == right[column] ? 0 : 1)
            cost = min(cost, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1],
                left[row - 1] == right[column]
            {
                cost = min(cost, earlier[column - 1] + 1)
            }
            current.append(cost)
        }
        (earlier, previous) = (previous, current)
    }
    return previous[right.count]
}
