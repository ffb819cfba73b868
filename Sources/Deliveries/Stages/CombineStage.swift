import Cases
import Rules

/// The stage that combines several deliveries to one recipient: muted ones, and ones for which the
/// rate limit leaves no room.
struct CombineStage: DispatchStage {
    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        var rest: [LeasedDelivery] = []
        var muted: [LeasedDelivery] = []
        var crowded: [Delivery.ID: [LeasedDelivery]] = [:]
        var order: [Delivery.ID] = []
        for leased in deliveries {
            if let id = leased.combinedID {
                if crowded[id] == nil { order.append(id) }
                crowded[id, default: []].append(leased)
            } else if leased.wasMuted, leased.isCombinable {
                muted.append(leased)
            } else {
                rest.append(leased)
            }
        }
        // A muted delivery is combined even alone: its message reports the messages held back.
        let requests = CombineRequest.requests(
            for: muted, round.facts.cases, by: round.rulebook)
        for request in requests { round.decide(.combine(request)) }
        for id in order {
            guard let members = crowded[id] else { continue }
            let key = CombineKey(of: members[0].delivery, round.facts.cases)
            round.decide(.combine(CombineRequest(members, key: key, by: round.rulebook)))
        }
        return rest
    }
}
