package import Calendars
package import Rules

/// An action requested by the dispatch machine and carried out by the engine.
///
/// An action that ends a lease takes effect only while the lease holds. Its consequences, such as a
/// replacement delivery, are part of the same transaction.
package enum DispatchAction: Sendable {
    /// Leases deliveries, up to the given room.
    case claim(InFlightRoom)
    /// Composes and sends a batch.
    case send(SendBatch)
    /// Puts a delivery on hold.
    case hold(LeasedDelivery, HoldReason, until: Instant)
    /// Combines deliveries, and any others waiting for the same recipient, into one, and ends them.
    case combine(CombineRequest)
    /// Ends a delivery whose channel no longer reaches the recipient, in favour of another
    /// delivery.
    case move(LeasedDelivery, to: Delivery)
    /// Ends a delivery whose channel fails, in favour of one on another channel.
    case reroute(LeasedDelivery, to: Delivery)
    /// Ends deliveries that must not be sent.
    case withdraw([LeasedDelivery], EndReason)
    /// Ends a delivery that cannot be sent because a row or case is unreadable.
    case refuse(LeasedDelivery.Lease, EndReason)
    /// Ends a delivery whose time ran out unsent, and passes its content on.
    case expire(LeasedDelivery, EndReason)
    /// Stores attempts with their outcomes, and passes on the content of deliveries given up.
    case settle([Attempt], of: SendBatch.Number)
    /// Alerts the operators.
    case tell(OperatorAlert)
    /// Alerts the operators that a channel works again, if its failure was reported, and wakes the
    /// deliveries held for the channel.
    case announceRecovery(of: Channel.ID)
}
