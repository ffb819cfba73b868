import Calendars
import Deliveries
import Logging
import Rules
import Storage

/// The outcome of a lease of one message, for the log.
struct MessageOutcome: Sendable {
    let delivery: Delivery
    let settlement: Settlement

    /// The word for the outcome in the log.
    var word: String {
        switch settlement.outcome {
        case .delivered: "delivered"
        case .deferred: settlement.attempt == nil ? "held" : "deferred"
        case .refused: "refused"
        case .withdrawn: "withdrawn"
        case .expired: "expired"
        case .merged: "merged"
        }
    }

    /// A failure that people may have to deal with is a warning, a delay by the receiver a notice;
    /// what the rules or new records bring about is information.
    var level: Logger.Level {
        switch settlement.outcome {
        case .delivered, .withdrawn, .merged: .info
        case .deferred: settlement.attempt == nil ? .debug : .notice
        case .refused, .expired: .warning
        }
    }

    /// The recipient, the channel and the reply; of the words of the receiving side only the code,
    /// since they may repeat the message.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [
            "delivery": "\(delivery.id)", "to": "\(delivery.to)", "channel": "\(delivery.channel)",
        ]
        let incidents = delivery.incidents.map(\.text)
        if !incidents.isEmpty {
            let more = incidents.count > Self.namedMax ? " …" : ""
            metadata["incident"] =
                "\(incidents.prefix(Self.namedMax).joined(separator: " "))\(more)"
        }
        if let attempt = settlement.attempt {
            metadata["code"] = "\(attempt.code)"
            if attempt.code == 0, settlement.outcome != .delivered {
                metadata["error"] = "\(attempt.text)"
            }
            metadata["took"] =
                "\((attempt.endedAt - attempt.startedAt).wholeMilliseconds)ms"
            metadata["delay"] = "\((attempt.endedAt - delivery.dueAt).wholeMilliseconds)ms"
        }
        if case .deferred(let until) = settlement.outcome {
            metadata["until"] = "\(until.rfc3339)"
        }
        metadata["hold"] = settlement.hold.map { "\($0.kind.rawValue)" }
        metadata["into"] = settlement.mergedInto.map { "\($0)" }
        return metadata
    }

    /// The number of incidents that a line names.
    private static let namedMax = 5
}

extension DispatchAction {
    /// The deliveries whose leases the action ends, in the order of its settlements.
    var ended: [Delivery] {
        switch self {
        case .claim, .send, .tell, .announceRecovery, .refuse: []
        case .hold(let leased, _, _), .move(let leased, _), .reroute(let leased, _),
            .expire(let leased, _):
            [leased.delivery]
        case .combine(let request): request.deliveries.map(\.delivery)
        case .withdraw(let ended, _): ended.map(\.delivery)
        case .settle(let attempts, _): attempts.map(\.leased.delivery)
        }
    }
}
