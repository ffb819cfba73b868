import Cases
import Deliveries
import Logging
import Messages
import Rules
import Storage
import Transports

extension CaseTransaction {
    /// The time within which the same failure is not reported again.
    private static let silence = Duration.seconds(600)

    /// Returns a reference to the answer to a delivery, for a log.
    private static func reference(to delivery: Delivery) -> String {
        HealthIssue(.replyWithheld, [delivery.id.text]).text
    }

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
                    "answer": "\(answer.isQuoting ? Self.reference(to: delivery) : answer.text)",
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
            let said = isSecret ? "" : answer.text
            let parts = ["\(delivery.to)", delivery.channel.text, "\(answer.code)", said]
            let kind: HealthIssue.Kind =
                try isDrill(delivery) ? .drillNoticeGivenUp : .noticeGivenUp
            let finding =
                incidents.isEmpty
                ? HealthIssue(.messageGivenUp, parts) : HealthIssue(kind, [incidents] + parts)
            let withheld = isSecret ? [HealthIssue(.replyWithheld, [delivery.id.text])] : []
            try tell(
                Delivery.Operation(kind: .deliveryFailed, findings: [finding] + withheld),
                onceIn: Self.silence, about: "\(about)\(delivery.to) by \(delivery.channel)")
        }
    }
}
