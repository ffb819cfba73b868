package import Calendars
import Cases
import JSON
import Rules

/// A problem that Duebell found in itself, stored in a form that can be described in any language
/// and time zone.
package struct HealthIssue: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The watcher was stopped between the two times.
        case away
        /// The auditor did not run or could not write between the two times.
        case unaudited
        /// The clock shows an impossible time.
        case clockWrong = "clock-wrong"
        /// The clock was set back.
        case clockBack = "clock-back"
        /// The clock was set from the first time to the second.
        case clockStepped = "clock-stepped"
        case zoneMissing = "zone-missing"
        case storeUnreadable = "store-unreadable"
        /// The store accepts no writes, although it may be readable.
        case storeClosed = "store-closed"
        case schedulerIdle = "scheduler-idle"
        case incidentDue = "incident-due"
        case incidentForgotten = "incident-forgotten"
        case incidentsSetAside = "incidents-set-aside"
        /// A message that is ready to be sent but not claimed.
        case messageUntaken = "message-untaken"
        /// A message that is ready but not claimed, on a channel kept busy by others.
        case messageSlow = "message-slow"
        /// A message that is deferred repeatedly.
        case messageHeld = "message-held"
        /// A message to the operators that cannot be sent.
        case operatorsUnheard = "operators-unheard"
        /// A message to the operators that was given up.
        case operatorsUnreached = "operators-unreached"
        case heartbeatUnheard = "heartbeat-unheard"
    }

    package let kind: Kind
    /// The names in the description, in language-neutral text: a channel, a fault, a reply.
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
