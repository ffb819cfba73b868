import Calendars
import Cases
import Deliveries
import Rules

struct EnglishPhrasebook: Phrasebook {
    func heading(_ reason: Notice.Reason) -> String {
        switch reason {
        case .opened: "REPORT OWED"
        case .approaching: "DUE SOON"
        case .overdue: "OVERDUE"
        case .stillOverdue: "STILL OVERDUE"
        case .met: "REPORTED"
        case .insufficient: "INSUFFICIENT REPORT"
        case .unmatched: "REPORT NOT COUNTED"
        case .bypassed: "BYPASSED"
        case .sighted: "KNOWN ELSEWHERE"
        case .waived: "WAIVED"
        case .missed: "MISSED"
        case .catchUp: "LATE NOTICE"
        case .exhausted: "LADDER EXHAUSTED"
        case .nobody: "NOBODY TO TELL"
        case .undecidable: "RULE UNDECIDABLE"
        case .implausible: "IMPLAUSIBLE TIME"
        case .revoked: "NO LONGER DUE"
        }
    }

    func badge(_ heading: String, late: Duration?) -> String {
        "[\(heading)\(late.map { ", \(span($0)) late" } ?? "")] "
    }

    func span(_ duration: Duration) -> String {
        let (days, hours, minutes) = duration.parts
        return [(days, "d"), (hours, "h"), (minutes, "min")].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    func time(_ civil: CivilTime, zone: String) -> String {
        "\(twoDigits(civil.hour)):\(twoDigits(civil.minute)) on \(civil.date.day) "
            + "\(Self.months[civil.date.month - 1]) \(civil.date.year) (\(zone))"
    }

    func shortTime(_ civil: CivilTime, zone: String) -> String {
        "\(twoDigits(civil.hour)):\(twoDigits(civil.minute)) on \(civil.date.day) "
            + "\(Self.months[civil.date.month - 1].prefix(3)) (\(zone))"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    func owes(_ owing: String, _ awaiting: String) -> String { "\(owing) owes \(awaiting)" }

    func labels() -> Labels {
        Labels(
            what: "What happened", occurred: "Occurred", report: "Report owed", due: "Due",
            state: "State", basis: "Under", action: "Do now", detail: "Details",
            told: "Also told", untold: "Not reached yet", addressee: "For", colon: ": ")
    }

    func left(_ duration: Duration) -> String { "\(span(duration)) left" }
    func late(_ duration: Duration) -> String { "\(span(duration)) late" }
    func waits(for question: String) -> String { "the clock has not started: \(question) unknown" }

    func several(_ count: Int, earliest state: String?) -> String {
        "\(grouped(count)) times\(state.map { ", the earliest \($0)" } ?? "")"
    }

    func between(_ first: String, _ last: String) -> String { "\(first) to \(last)" }
    func more(_ count: Int) -> String { "and \(grouped(count)) more" }

    func because(_ because: Because) -> String { because.text }

    func verdict(_ verdict: Obligation.Verdict) -> String {
        switch verdict.outcome {
        case .onTime: "reported on time"
        case .late(let by): "reported \(span(by)) late"
        case .missed: "never reported"
        }
    }

    func waived(by person: String) -> String { "waived by \(person)" }

    func statement(_ heading: String, _ state: String?, _ matter: String) -> String {
        "\(heading)\(state.map { " — \($0)" } ?? ""): \(matter)"
    }

    func list(_ names: [String]) -> String { names.joined(separator: ", ") }
    func shortDue(_ time: String) -> String { "due \(time)" }

    func action(_ reason: Notice.Reason, _ role: ReaderRole, owing: String) -> String {
        switch (reason, role) {
        case (.met, _): "Nothing more; the reminders end here."
        case (.insufficient, _): "Mend the report as told and hand it in again."
        case (.unmatched, _):
            "Hand the report in again with what is missing; until then it counts for nothing."
        case (.bypassed, _): "Ask \(owing) for the report; a unit above was told first."
        case (.sighted, _): "Find out what happened and report it; others already know."
        case (.waived, _): "Nothing more; it has been waived."
        case (.missed, _): "Find out why it was never reported; the report is still wanted."
        case (.exhausted, _): "Every step has spoken and no report came: take it in hand yourself."
        case (.nobody, _): "Name a duty officer or leader in the rules, and tell them yourself."
        case (.implausible, _):
            "Check the time in the record and correct it; until then only the latest are asked for."
        case (.revoked, _): "Nothing more; the corrected record does not require it."
        case (.undecidable, _):
            "Supply what is missing or mend the rule; until then nobody is reminded."
        case (.opened, .owing), (.approaching, .owing):
            "Report before the deadline: by phone first, in writing after."
        case (.opened, _), (.approaching, _):
            "Remind \(owing) to report in time: by phone first, in writing after."
        case (_, .owing): "Report at once: by phone now, in writing after."
        case (_, .awaiting): "Call \(owing) now and ask for a report by phone."
        case (_, .other): "See that \(owing) reports at once."
        }
    }

    func operation(_ kind: Delivery.Operation.Kind) -> (title: String, action: String) {
        (title(of: kind), action(for: kind))
    }

    /// Returns the heading of an alert to the operators.
    private func title(of kind: Delivery.Operation.Kind) -> String {
        switch kind {
        case .recordRefused: "A record was refused"
        case .rulesRefused: "A change of the rules was refused"
        case .rulesRunOut: "The rules will soon lack data"
        case .scheduleGap: "A schedule has a gap"
        case .deliveryFailed: "A message could not be delivered"
        case .caseSetAside: "An incident could not be handled"
        case .intakeFailed: "The inbox cannot be read"
        case .channelFailing: "A channel does not work"
        case .auditFailed: "Duebell found itself ill"
        case .auditGap: "Nobody saw to Duebell for a while"
        case .heartbeatUnheard: "The heartbeat is not heard outside"
        case .wasDown: "Duebell was not watching for a while"
        case .channelRecovered: "A channel works again"
        case .templateFailed: "A template cannot be used"
        }
    }

    /// Returns the recommended action.
    private func action(for kind: Delivery.Operation.Kind) -> String {
        switch kind {
        case .recordRefused:
            "Mend it as told and hand it in again; a refused incident may be a missed deadline."
        case .rulesRefused: "Mend the line named; the old rules are in force."
        case .rulesRunOut: "Add it as told; deadlines beyond it cannot be reckoned."
        case .scheduleGap: "Put somebody on call; till then its steps go to whoever comes next."
        case .deliveryFailed: "Tell the addressee otherwise; see to the channel."
        case .caseSetAside: "See the log; nobody is reminded of it until then."
        case .intakeFailed: "See to the folder and the disk."
        case .channelFailing:
            "See to it; messages take other ways meanwhile, and go out when it works again."
        case .auditFailed:
            "See to the watcher at once; its heartbeat has stopped until all is well."
        case .auditGap: "Find out why its auditor stood still; the heartbeat had stopped meanwhile."
        case .heartbeatUnheard:
            "See to its address; who listens there will raise the alarm, or never can."
        case .wasDown: "Find out why; what should have been said meanwhile has been said now."
        case .channelRecovered: "Nothing to do; what waited is going out."
        case .templateFailed: "Mend it as told; until then the built-in text goes out in its place."
        }
    }

    func finding(_ kind: HealthIssue.Kind) -> String {
        switch kind {
        case .away: "nobody watched from {from} until {until}"
        case .unaudited: "the auditor left no note from {from} until {until}"
        case .clockWrong: "the clock says {from}"
        case .clockBack: "the clock went back: it was {from} before"
        case .zoneMissing: "the tz database has no zone {1}"
        case .storeUnreadable: "the store cannot be read: {1}"
        case .storeClosed: "the store takes nothing: {1}"
        case .schedulerIdle: "the scheduler has not been at work since {from}"
        case .incidentDue: "an incident has been due since {from}, and nobody saw to it"
        case .incidentForgotten: "the incident {1} is open, and nothing will happen to it"
        case .incidentsSetAside:
            "set aside, and nobody is reminded of them: {2} ({1} in all)"
        case .messageUntaken:
            "a message has been waiting since {from} on the channel {1}, and nobody took it"
        case .messageSlow:
            "a message has been waiting since {from} on the channel {1}, "
                + "which takes them too slowly"
        case .messageHeld: "the message {1} of {from} still waits: {2}"
        case .operatorsUnheard: "the message {1} to the operators, of {from}, cannot leave: {2}"
        case .operatorsUnreached:
            "a message to the operators was given up; see `duebell deliveries --failed`"
        case .heartbeatUnheard: "{1} times in a row nobody answered: {2}"
        }
    }

    func matters(_ count: Int) -> String { "\(count) matters" }

    func muted(_ count: Int, why: String?) -> String {
        "\(count) \(count == 1 ? "message was" : "messages were") held back"
            + "\(why.map { " (\($0))" } ?? ""); what is over is left out."
    }

    func masked(
        incident: String, isOver: Bool
    ) -> (subject: String, what: String, action: String) {
        isOver
            ? (
                "A matter of yours is over", "This channel may not carry it (\(incident))",
                "Nothing more; the reminders of it end here."
            )
            : (
                "Something awaits you", "This channel may not carry it (\(incident))",
                "Look it up in Duebell or call the duty office, and see to it soon."
            )
    }

    func test() -> (title: String, body: String) {
        (
            "[TEST] Duebell test message",
            "This is a test; nothing is to be done. That you read it shows that this channel works."
        )
    }

    func mark(_ mark: Unreal) -> (sign: String, meaning: String) {
        switch mark {
        case .drill: ("[DRILL] ", "This is a drill, not a real incident.")
        case .test: ("[TEST] ", "This is a test; what it says is for show, nothing is to be done.")
        }
    }

    func signature() -> String { "Sent by Duebell." }
}
