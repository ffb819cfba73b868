package import Calendars
package import Rules

/// A wish of the dispatch machine, carried out by the engine.
///
/// An action that ends a lease takes effect only while the lease holds; what follows from it, such
/// as another delivery in its place, is done in the same transaction.
package enum DispatchAction: Sendable {
    /// Lease so many deliveries.
    case claim(InFlightRoom)
    /// Compose and send a batch.
    case send(SendBatch)
    /// Let a delivery wait.
    case hold(LeasedDelivery, HoldReason, until: Instant)
    /// End deliveries that go out as one, with whatever else waits for the same recipient.
    case combine(CombineRequest)
    /// End a delivery whose recipient is reached by its channel no more, in favour of another.
    case move(LeasedDelivery, to: Delivery)
    /// End a delivery whose channel fails, in favour of one by another channel.
    case reroute(LeasedDelivery, to: Delivery)
    /// End deliveries that are not to be sent.
    case withdraw([LeasedDelivery], EndReason)
    /// End a delivery that cannot be sent since something cannot be read.
    case refuse(LeasedDelivery.Lease, EndReason)
    /// End a delivery whose time ran out before it could be sent, and pass its matter on.
    case expire(LeasedDelivery, EndReason)
    /// Write attempts down with what follows from each; pass on the matter of those given up.
    case settle([Attempt], of: SendBatch.Number)
    /// Tell the operators.
    case tell(OperatorAlert)
    /// Tell the operators that a channel works again, if they were told that it did not, and wake
    /// what waits for it.
    case announceRecovery(of: Channel.ID)
}
