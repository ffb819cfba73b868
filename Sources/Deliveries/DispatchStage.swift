/// A stage between a claimed delivery and its attempt.
package protocol DispatchStage: Sendable {
    /// Returns the deliveries that go on to the next stage; the decisions about all others are
    /// added to the round.
    mutating func pass(
        _ deliveries: [LeasedDelivery], in round: inout DispatchRound
    ) -> [LeasedDelivery]
}
