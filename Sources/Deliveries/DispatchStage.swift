/// A stage between a claimed delivery and its attempt.
package protocol DispatchStage: Sendable {
    /// Returns the deliveries that continue to the next stage; decisions about all others are added
    /// to the round.
    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery]
}
