import Calendars
import Cases
import Rules

/// Holds what a mute of the rules is for, until it ends or something falls due that it exempts.
struct MuteStage: DispatchStage {
    /// No delivery waits longer before it is looked at again: whoever changes the rules wakes what
    /// waits for a mute.
    private static let waitMax = Duration.seconds(3_600)

    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        deliveries.filter { leased in
            let cases = round.facts.cases(of: leased.delivery)
            let hold = round.rulebook.mute(holding: leased.delivery, cases, at: round.now)
            guard let (mute, end) = hold else { return true }
            round.decide(
                .hold(
                    leased, .muted(by: mute.id, why: mute.why),
                    until: min(end, round.now + Self.waitMax)))
            return false
        }
    }
}
