import Calendars
import Rules

/// The differences between the results of two rulebooks for the same records.
package enum Comparison {
    package enum Side: String, Sendable {
        /// A line that only the rules produce.
        case rules
        /// A line that only the other rules produce.
        case others = "against"
    }

    /// Returns the lines found in only one of two simulations, in order of time.
    package static func differences(
        _ lines: [Simulation.Line], _ others: [Simulation.Line]
    ) -> [(side: Side, line: Simulation.Line)] {
        var counts: [Key: Int] = [:]
        for line in others { counts[Key(line), default: 0] += 1 }
        var found: [(side: Side, line: Simulation.Line)] = []
        for line in lines {
            if let count = counts[Key(line)], count > 0 {
                counts[Key(line)] = count - 1
            } else {
                found.append((.rules, line))
            }
        }
        for line in others {
            guard let count = counts[Key(line)], count > 0 else { continue }
            counts[Key(line)] = count - 1
            found.append((.others, line))
        }
        // The sort is stable: at the same instant, lines of `rules` come before lines of `others`.
        return found.sorted { $0.line.at < $1.line.at }
    }

    private struct Key: Hashable {
        let at: Instant
        let incident: Incident.ID
        let effect: Effect

        init(_ line: Simulation.Line) {
            at = line.at
            incident = line.incident
            effect = line.effect
        }
    }
}
