import Cases
import Rules

/// The stage that marks incidents whose classification the channel is not cleared for; composition
/// omits their content.
struct ClearanceStage: DispatchStage {
    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        deliveries.map { leased in
            var leased = leased
            for id in leased.delivery.incidents {
                let channel = leased.delivery.channel
                let clearance =
                    round.facts.cases[id].map { round.rulebook.clearance(of: channel, for: $0) }
                    ?? round.rulebook.clearance(of: channel, for: nil)
                if case .masked(let classification, let carries) = clearance {
                    leased = leased.noting(
                        .masked(
                            id, classification: classification, carries: carries,
                            channel: leased.delivery.channel))
                }
            }
            return leased
        }
    }
}
