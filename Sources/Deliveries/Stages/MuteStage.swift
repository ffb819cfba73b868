import Calendars
import Cases
import Rules

/// The stage that holds deliveries matched by a mute, until the mute ends or an exempt obligation
/// falls due.
struct MuteStage: DispatchStage {
    /// The longest hold before a delivery is checked again. A change of the rules wakes muted
    /// deliveries earlier.
    private static let waitMax = Duration.seconds(3_600)

    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        deliveries.filter { leased in
            let hold = round.rulebook.mute(
                holding: leased.delivery, round.facts.cases, at: round.now)
            guard let (mute, end) = hold else { return true }
            round.decide(
                .hold(
                    leased, .muted(by: mute.id, why: mute.why),
                    until: min(end, round.now + Self.waitMax)))
            return false
        }
    }
}
