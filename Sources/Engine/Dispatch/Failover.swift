import Cases
import Deliveries
import Logging
import Rules
import Storage
import Transports

extension CaseTransaction {
    /// The span in which the same failure is not told again.
    private static let silence = Duration.seconds(600)

    /// Passes the matter of a delivery on that is given up: to the next way to the person, or to
    /// the operators.
    mutating func passOn(
        _ delivery: Delivery, after answer: Receipt.Answer, logger: Logger
    ) throws {
        if let next = delivery.failover(at: now, by: rules.current) {
            try reopen(next)
        } else if case .operation = delivery.matter {
            try noteUnreached()
            // A log goes further than the message; what the far side said may repeat it.
            logger.critical(
                "the operators cannot be reached",
                metadata: [
                    "delivery": "\(delivery.id)", "to": "\(delivery.to)",
                    "channel": "\(delivery.channel)", "code": "\(answer.code)",
                    "answer": "\(answer.isQuoting ? answer.referring(to: delivery) : answer.text)",
                ])
        } else {
            logger.warning(
                "a message was given up",
                metadata: [
                    "delivery": "\(delivery.id)", "to": "\(delivery.to)",
                    "channel": "\(delivery.channel)", "code": "\(answer.code)",
                ])
            let incidents = delivery.incidents.map(\.text).joined(separator: ", ")
            let about = incidents.isEmpty ? "" : "\(incidents): "
            // What the far side said may repeat what it was told.
            let isSecret = try answer.isQuoting && isClassified(delivery)
            let said = isSecret ? answer.referring(to: delivery) : answer.text
            let drill = try isDrill(delivery) ? "(drill) " : ""
            let detail =
                "\(drill)\(about)\(delivery.to) by \(delivery.channel): \(answer.code) \(said)"
            try tell(
                Delivery.Operation(kind: .deliveryFailed, detail: detail), onceIn: Self.silence,
                about: "\(about)\(delivery.to) by \(delivery.channel)")
        }
    }
}

extension Receipt.Answer {
    /// Where its words are found, in their place.
    fileprivate func referring(to delivery: Delivery) -> String {
        "see `duebell explain \(delivery.id)`"
    }
}
