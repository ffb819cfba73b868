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
            let channel = round.rulebook.channels[leased.delivery.channel]
            for id in leased.delivery.incidents {
                let classification = round.facts.cases[id]?.classification
                if case .masked(let classification, let carries)? = channel?.clearance(
                    for: classification)
                {
                    leased.notes.append(
                        .masked(
                            id, classification: classification, carries: carries,
                            channel: leased.delivery.channel))
                }
            }
            return leased
        }
    }
}
