package import Calendars
package import Cases
import JSON
import Rules

/// A problem that the operators are told of, stored in a form that can be described in any language
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
        /// A calendar of the rules that ends soon.
        case calendarEnds = "calendar-ends"
        case calendarEnded = "calendar-ended"
        /// A schedule with nobody on call from the first time to the second.
        case gap
        /// A schedule with nobody on call now and until a time.
        case gapUntil = "gap-until"
        /// A schedule with nobody on call from a time on.
        case gapFrom = "gap-from"
        /// A schedule with nobody on call now and from now on.
        case gapAlways = "gap-always"
        case gapsMore = "gaps-more"
        case channelUnopened = "channel-unopened"
        /// A message that no contact method could deliver.
        case messageGivenUp = "message-given-up"
        case noticeGivenUp = "notice-given-up"
        case drillNoticeGivenUp = "drill-notice-given-up"
        /// A reply that may repeat classified content; it is shown on request.
        case replyWithheld = "reply-withheld"
        case messageUnreadable = "message-unreadable"
        /// An incident that cannot be read, with the recipient of a message about it.
        case incidentUnreadable = "incident-unreadable"
        case incidentFailed = "incident-failed"
        /// A mail of a mail system that is neither a failure nor a delay.
        case bounceUnclear = "bounce-unclear"
        case bounceUnreadable = "bounce-unreadable"
        case bounceStays = "bounce-stays"
        /// An entry of the inbox that is no file.
        case noRecordFile = "no-record-file"
        case fileDeleted = "file-deleted"
        case filesDeleted = "files-deleted"
        /// A file in which no record ends within the size limit.
        case fileEndless = "file-endless"
        case operationFailed = "operation-failed"
        case digestUnaddressed = "digest-unaddressed"
        /// A record that was refused, with its place.
        case recordRefused = "record-refused"
        /// A record of an incident without a record of its own: the type and the id, the incident,
        /// and the nearest known one.
        case incidentUnknown = "incident-unknown"
        case incidentUnknownNearest = "incident-unknown-nearest"
        /// Further errors of a file, and further files with errors.
        case moreErrors = "more-errors"
        case moreFiles = "more-files"
    }

    package let kind: Kind
    /// The names in the description, in language-neutral text: a channel, a fault, a reply.
    package let names: [String]
    package let times: [Instant]
    /// The problem with a record; nil for any other kind.
    package let record: RecordProblem?

    package init(
        _ kind: Kind, _ names: [String] = [], at times: [Instant] = [],
        record: RecordProblem? = nil
    ) {
        self.kind = kind
        self.names = names
        self.times = times
        self.record = record
    }
}

extension HealthIssue {
    var json: JSON {
        var json: JSONObject = [
            "kind": .string(kind.rawValue), "names": .array(names.map(JSON.string)),
            "times": .array(times.map(\.json)),
        ]
        json["record"] = record?.json
        return .object(json)
    }

    init?(coded json: JSON) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)) else { return nil }
        self.init(
            kind, json.decoded("names") { $0.string },
            at: json.decoded("times") { Instant($0) },
            record: json["record"].flatMap(RecordProblem.init(coded:)))
    }
}
