package import Calendars
import Cases
import JSON
import Rules

/// What Duebell found out about itself, kept so that it can be said in any language, its times
/// those of the reader's clocks.
package struct HealthIssue: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The watcher stood still from the first time to the second.
        case away
        /// The auditor did not look from the first time to the second, or could write nothing.
        case unaudited
        /// The clock says a time that cannot be.
        case clockWrong = "clock-wrong"
        /// The clock says less than it did.
        case clockBack = "clock-back"
        case zoneMissing = "zone-missing"
        case storeUnreadable = "store-unreadable"
        /// The store takes nothing, whatever it still shows.
        case storeClosed = "store-closed"
        case schedulerIdle = "scheduler-idle"
        case incidentDue = "incident-due"
        case incidentForgotten = "incident-forgotten"
        case incidentsSetAside = "incidents-set-aside"
        /// A message that could be sent, and that nobody takes.
        case messageUntaken = "message-untaken"
        /// The same, on a channel that others keep busy.
        case messageSlow = "message-slow"
        /// A message that is put off again and again.
        case messageHeld = "message-held"
        /// A message to the operators that cannot leave.
        case operatorsUnheard = "operators-unheard"
        /// A message to the operators that was given up.
        case operatorsUnreached = "operators-unreached"
        case heartbeatUnheard = "heartbeat-unheard"
    }

    package let kind: Kind
    /// What it is about, in words that need no translation: a channel, a fault, a reply.
    package let names: [String]
    package let times: [Instant]

    package init(_ kind: Kind, _ names: [String] = [], at times: [Instant] = []) {
        self.kind = kind
        self.names = names
        self.times = times
    }
}

extension HealthIssue {
    var json: JSON {
        [
            "kind": .string(kind.rawValue), "names": .array(names.map(JSON.string)),
            "times": .array(times.map(\.json)),
        ]
    }

    init?(coded json: JSON) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)) else { return nil }
        self.init(
            kind, json.decoded("names") { $0.string },
            at: json.decoded("times") { Instant($0) })
    }
}
