import Cases
package import Deliveries
package import Messages

/// A means of sending messages: mail, webhook or Maildir.
package protocol Transport: Sendable {
    /// Tries once and returns the outcome: a receipt for each addressee, in their order.
    ///
    /// Never throws: a failure is a receipt. The caller decides about another attempt.
    func send(_ message: Message) async -> [Receipt]
}
