import Cases
import Rules

/// Notes which incidents a channel may say nothing of but that something awaits; composing leaves
/// their content out.
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
