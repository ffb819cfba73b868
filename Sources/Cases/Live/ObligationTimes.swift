import Calendars
import Rules

/// The next instants of all obligations of a case, by place, in two plain arrays.
struct ObligationTimes: Sendable {
    /// The next step or end of each open obligation.
    private var steps: [Instant] = []
    /// The instant after each deadline at which what others knew counts.
    private var concealments: [Instant] = []
    private var isOpen: [Bool] = []
    /// The number of open obligations.
    private(set) var openCount = 0

    private static let never = Instant(milliseconds: .max)

    init(of incident: Case, by rules: PinnedRulebooks) {
        for place in incident.obligations.indices {
            append()
            update(place, of: incident, by: rules)
        }
    }

    /// Makes room for a further obligation.
    mutating func append() {
        steps.append(Self.never)
        concealments.append(Self.never)
        isOpen.append(false)
    }

    /// Computes the instants of an obligation again.
    mutating func update(_ place: Int, of incident: Case, by rules: PinnedRulebooks) {
        let obligation = incident.obligations[place]
        let now = incident.advancedAt
        let step =
            obligation.isOpen ? incident.nextInstant(of: obligation, from: now, by: rules) : nil
        steps[place] = step ?? Self.never
        let concealment = obligation.concealedAt.flatMap { $0 > now ? $0 : nil }
        concealments[place] = concealment ?? Self.never
        openCount += (obligation.isOpen ? 1 : 0) - (isOpen[place] ? 1 : 0)
        isOpen[place] = obligation.isOpen
    }

    /// The next step or end of any obligation; nil if there is none.
    var nextStep: Instant? { Self.next(of: steps) }
    /// The next instant at which what others knew counts; nil if there is none.
    var nextConcealment: Instant? { Self.next(of: concealments) }

    /// Returns the places with a step or an end at or before an instant.
    func stepping(at now: Instant) -> [Int] { steps.indices.filter { steps[$0] <= now } }

    /// Returns the places at which what others knew counts at an instant.
    func concealing(at now: Instant) -> [Int] {
        concealments.indices.filter { concealments[$0] <= now }
    }

    private static func next(of instants: [Instant]) -> Instant? {
        var next = never
        for instant in instants where instant < next { next = instant }
        return next == never ? nil : next
    }
}
