import Calendars
import Cases
import Rules

/// The stage that ends outdated deliveries and moves others to their recipient's current contact
/// method.
struct FreshnessStage: DispatchStage {
    /// The pause of a delivery that waits for an earlier one to the same person.
    static let endPause = Duration.seconds(1)

    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery] {
        deliveries.compactMap { pass($0, in: &round) }
    }

    private func pass(
        _ leased: LeasedDelivery, in round: inout DispatchRound
    ) -> LeasedDelivery? {
        let leased = leased.resolved(by: round.rulebook)
        let delivery = leased.delivery
        let cases = round.facts.cases
        let incidents = delivery.incidents
        if let id = incidents.first, !delivery.isDigest,
            !incidents.contains(where: { cases[$0] != nil })
        {
            // The content may still be true: somebody must look.
            round.decide(.refuse(leased.lease, .unreadable(id)))
            return nil
        }
        // Muted deliveries are counted at the end of the mute, even if they are over by then.
        if delivery.isOver(in: cases), !leased.wasMuted {
            round.decide(.withdraw([leased], .over))
            return nil
        }
        if let moved = delivery.moved(by: round.rulebook) {
            round.decide(.move(leased, to: moved))
            return nil
        }
        return passEnd(leased, in: &round)
    }

    /// Passes a delivery that only reports ends if its recipient was notified of the beginning. If
    /// that notice is still being sent, the delivery waits for the result.
    private func passEnd(
        _ leased: LeasedDelivery, in round: inout DispatchRound
    ) -> LeasedDelivery? {
        guard leased.delivery.isAllOver, !round.facts.toldBefore.contains(leased.id) else {
            return leased
        }
        if round.facts.toldNow.contains(leased.id) {
            round.decide(.hold(leased, .endPending, until: round.now + Self.endPause))
        } else {
            round.decide(.withdraw([leased], .neverTold))
        }
        return nil
    }
}
