import Cases
import Rules

/// The stage that keeps drills from outside recipients, who might take them for real events.
struct DrillStage: DispatchStage {
    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        deliveries.compactMap { leased in
            let (spared, leftOut, exclusion) = leased.delivery.spared(
                round.facts.cases, round.rulebook)
            guard let exclusion else { return leased }
            guard let spared else {
                round.decide(.withdraw([leased], .drill(exclusion)))
                return nil
            }
            return leased.saying(spared, .leftOut(leftOut, exclusion))
        }
    }
}
