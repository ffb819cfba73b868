package import Calendars
import JSON

/// A step of an escalation policy: its recipients, its time and its repetitions.
package struct EscalationStep: Hashable, Sendable {
    /// The time of a step, relative to the deadline or to the opening of the obligation.
    package enum Start: Hashable, Sendable {
        /// An offset before (negative) or after the deadline.
        case deadline(Offset)
        /// A delay after the obligation was opened.
        case opened(Period)
        /// A share of the time from the anchor that set the deadline to the deadline.
        case share(Share)
    }

    /// A share of a span of time, such as `75%`.
    package struct Share: Hashable, Sendable {
        /// The hundredths of a per cent; 10,000 is the whole.
        package let basisPoints: Int

        /// True for 100%: the deadline itself.
        package var isWhole: Bool { basisPoints == 10_000 }
    }

    /// The working time that a step follows.
    package struct Hours: Hashable, Sendable {
        package let calendar: WorkCalendar.ID
        /// True if the distance of the step and its repetitions are counted in working time.
        package let areCounted: Bool
        /// True if a step outside working hours moves to the next opening, or to the last closing
        /// if the next opening is past the deadline.
        package let areKept: Bool

        package init(calendar: WorkCalendar.ID, areCounted: Bool, areKept: Bool) {
            self.calendar = calendar
            self.areCounted = areCounted
            self.areKept = areKept
        }
    }

    /// A recipient of a step, resolved when the step is due.
    package enum Target: Hashable, Sendable {
        /// `owing.parent.leader`: a role of a unit of the obligation, or of one of its parents.
        case post(Side, parents: Int, Role)
        case named(Recipient)
        /// The operators of Duebell from the settings, of whom there is always at least one.
        case operators
        /// A value of the incident that names a recipient (`contact:x`, `mailto:a@b`).
        case fact(Condition)
    }

    /// The side of an obligation: the unit that must report, or a unit that receives the report.
    package enum Side: String, Sendable, CaseIterable { case owing, awaiting }
    /// A role of a unit that can receive a step's messages.
    package typealias Role = UnitRole

    /// The condition under which a step is taken.
    package enum Guard: String, Sendable, CaseIterable {
        case notReported = "not-reported"
        case notAcknowledged = "not-acknowledged"
    }

    /// The repetitions of a step.
    package struct Repetition: Hashable, Sendable {
        package let every: Period
        /// The number of repetitions after the first message, at least 1.
        package let times: Int

        package init(every: Period, times: Int) {
            self.every = every
            self.times = times
        }
    }

    package let start: Start
    /// The working time that the step follows; nil if it follows the clock alone.
    package let hours: Hours?
    /// The recipients, at least one.
    package let to: [Target]
    /// The channels to use instead of the contact's own; nil means the contact's own.
    package let via: [Channel.ID]?
    package let `if`: Guard
    package let `repeat`: Repetition?

    package init(
        start: Start, in hours: Hours? = nil, to: [Target], via: [Channel.ID]? = nil,
        if condition: Guard = .notReported, repeat repetition: Repetition? = nil
    ) {
        self.start = start
        self.hours = hours
        self.to = to
        self.via = via
        self.if = condition
        self.repeat = repetition
    }
}

extension EscalationStep.Target: CustomStringConvertible {
    /// The target as written in a rule: `owing.parent.leader`, `contact:x`, `operators`.
    package var description: String {
        switch self {
        case .post(let side, let parents, let post):
            ([side.rawValue] + Array(repeating: "parent", count: parents) + [post.rawValue])
                .joined(separator: ".")
        case .named(let recipient): recipient.description
        case .operators: "operators"
        case .fact(let condition): condition.source.serialized()
        }
    }
}

extension EscalationStep.Share: CustomStringConvertible {
    private static let pointsMax = 100_000

    /// Parses a share such as `75%` or `87.5%`, from 0% to 1000%; nil for anything else.
    package init?(_ text: String) {
        let parts = text.dropLast().split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.joined()
        let places = parts.count == 2 ? parts[1].count : 0
        guard text.last == "%", parts.allSatisfy({ !$0.isEmpty }), places <= 2,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.count <= 6,
            let number = Int(digits)
        else { return nil }
        basisPoints = number * [100, 10, 1][places]
        guard basisPoints <= Self.pointsMax else { return nil }
    }

    /// The share as written in a rule.
    package var description: String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)%" }
        return rest % 10 == 0
            ? "\(whole).\(rest / 10)%" : "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
    }

    /// Returns the share of a duration, in whole milliseconds.
    package func of(_ duration: Duration) -> Duration {
        let (whole, rest) = duration.wholeMilliseconds.quotientAndRemainder(dividingBy: 10_000)
        let points = Int64(basisPoints)
        return .milliseconds(whole * points + rest * points / 10_000)
    }
}
