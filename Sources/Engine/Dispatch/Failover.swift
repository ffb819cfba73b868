import Cases
import Deliveries
import Logging
import Rules
import Storage
import Transports

extension CaseTransaction {
    /// The time within which the same failure is not reported again.
    private static let silence = Duration.seconds(600)

    /// Passes on a delivery that was given up: to the person's next contact method, or to the
    /// operators.
    mutating func passOn(
        _ delivery: Delivery, after answer: Receipt.Answer, logger: Logger
    ) throws {
        if let next = delivery.failover(at: now, by: rules.current) {
            try reopen(next)
        } else if case .operation = delivery.matter {
            try noteUnreached()
            // A log reaches more readers than the message; the receiver's answer may repeat
            // content.
            logger.critical(
                "the operators cannot be reached",
                metadata: [
                    "delivery": "\(delivery.id)", "to": "\(delivery.to)",
                    "channel": "\(delivery.channel)", "code": "\(answer.code)",
                    "answer": "\(answer.isQuoting ? answer.referring(to: delivery) : answer.text)",
                ])
        } else {
            logger.warning(
                "message given up",
                metadata: [
                    "delivery": "\(delivery.id)", "to": "\(delivery.to)",
                    "channel": "\(delivery.channel)", "code": "\(answer.code)",
                ])
            let incidents = delivery.incidents.map(\.text).joined(separator: ", ")
            let about = incidents.isEmpty ? "" : "\(incidents): "
            // The receiver's answer may repeat classified content.
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
    /// Returns a reference to the answer, for readers who may see it.
    fileprivate func referring(to delivery: Delivery) -> String {
        "see `duebell explain \(delivery.id)`"
    }
}
