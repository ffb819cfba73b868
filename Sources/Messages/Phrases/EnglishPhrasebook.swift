import Calendars
import Cases
import Deliveries
import Rules

struct EnglishPhrasebook: Phrasebook {
    var language: Language { .english }

    func heading(_ reason: Notice.Reason) -> String {
        switch reason {
        case .opened: "REPORT REQUIRED"
        case .approaching: "DUE SOON"
        case .overdue: "OVERDUE"
        case .stillOverdue: "STILL OVERDUE"
        case .met: "REPORTED"
        case .insufficient: "INSUFFICIENT REPORT"
        case .incomplete: "REPORT INCOMPLETE"
        case .unmatched: "REPORT NOT COUNTED"
        case .misnamed: "ERROR IN RECORD"
        case .bypassed: "BYPASSED"
        case .sighted: "KNOWN ELSEWHERE"
        case .waived: "WAIVED"
        case .missed: "MISSED"
        case .catchUp: "LATE NOTICE"
        case .exhausted: "ESCALATION EXHAUSTED"
        case .nobody: "NO RECIPIENT"
        case .undecidable: "RULE UNDECIDABLE"
        case .implausible: "IMPLAUSIBLE TIME"
        case .limit: "LIMIT REACHED"
        case .revoked: "NO LONGER DUE"
        case .merged: "MERGED"
        case .separated: "SEPARATED"
        }
    }

    func badge(_ heading: String, _ state: String?) -> String {
        "[\(heading)\(state.map { ", \($0)" } ?? "")] "
    }

    func seal(_ text: String) -> String { "[\(text)] " }

    func span(_ duration: Duration) -> String {
        let (days, hours, minutes) = duration.parts
        let parts = [(days, "d"), (hours, "h"), (minutes, "min")].filter { $0.0 > 0 }
        return parts.isEmpty
            ? "less than 1 min" : parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    func time(_ civil: CivilTime, zone: String) -> String {
        "\(twoDigits(civil.hour)):\(twoDigits(civil.minute)) on \(civil.date.day) "
            + "\(Self.months[civil.date.month - 1]) \(civil.date.year) (\(zone))"
    }

    func shortTime(_ civil: CivilTime) -> String {
        "\(twoDigits(civil.hour)):\(twoDigits(civil.minute)) on \(civil.date.day) "
            + "\(Self.months[civil.date.month - 1].prefix(3))"
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    func mustReport(_ owing: String, _ awaiting: String) -> String {
        "\(owing) must report to \(awaiting)"
    }

    func reported(_ sender: String, _ awaiting: String) -> String {
        "\(sender) reported to \(awaiting)"
    }

    func didNotReport(_ owing: String, _ awaiting: String) -> String {
        "\(owing) did not report to \(awaiting)"
    }

    func needNotReport(_ owing: String, _ awaiting: String) -> String {
        "\(owing) need not report to \(awaiting)"
    }

    func stage(_ stage: String, of units: String) -> String { "\(units) (\(stage) report)" }
    func anyOf(_ names: [String]) -> String { joined(names, "or") }
    func allOf(_ names: [String]) -> String { joined(names, "and") }

    private func joined(_ names: [String], _ word: String) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(word) \(last)"
    }

    func labels() -> Labels {
        Labels(
            what: "Incident", occurred: "Occurred", report: "Report", due: "Due",
            state: "State", submitted: "Submitted", stillOpen: "Still to be reported",
            basis: "Rule", instruction: "Instruction", action: "Action", detail: "Details",
            told: "Also notified",
            untold: "Not reached yet", addressee: "For", colon: ": ")
    }

    func left(_ duration: Duration) -> String { "\(span(duration.coarse)) left" }
    func late(_ duration: Duration) -> String { "\(span(duration)) late" }
    func dueNow() -> String { "deadline reached" }
    func waits(for question: String) -> String {
        "the deadline cannot be set yet, missing: \(question)"
    }

    func several(_ count: Int, earliest state: String?) -> String {
        "\(grouped(count)) times\(state.map { ", the earliest \($0)" } ?? "")"
    }

    func between(_ first: String, _ last: String) -> String { "\(first) to \(last)" }
    func more(_ count: Int) -> String { "and \(grouped(count)) more" }

    func because(_ because: Because) -> String {
        switch because {
        case .owingUnit: "the duty or leader of the reporting unit"
        case .step, .operators, .toldBefore, .awaitingUnit, .author: because.text
        }
    }

    func verdict(_ verdict: Obligation.Verdict) -> String {
        switch verdict.outcome {
        case .onTime: "on time"
        case .late(let by): "\(span(by)) late"
        case .missed: "not reported"
        }
    }

    func waived(by person: String, until time: String?) -> String {
        "by \(person)\(time.map { ", until \($0)" } ?? "")"
    }

    func submission(_ parts: SubmissionParts) -> String {
        parts.time + (parts.form.map { ", form: \($0)" } ?? "")
            + (parts.by.map { ", by \($0)" } ?? "")
            + (parts.clearedBy.map { ", cleared by \($0)" } ?? "")
            + (parts.verifiedBy.map { ", verified by \($0)" } ?? "")
    }

    func instruction(_ text: String, by person: String) -> String {
        "\(person): \(text)"
    }

    func statement(_ heading: String, _ state: String?, _ matter: String) -> String {
        "\(heading)\(state.map { " — \($0)" } ?? ""): \(matter)"
    }

    func open(_ parties: String, _ due: String?, _ state: String) -> String {
        "\(parties) — \(due.map { "due \($0), " } ?? "")\(state)"
    }

    func sentences(_ texts: [String]) -> String { texts.joined(separator: " ") }

    func titled(_ title: String, _ names: [String]) -> String {
        names.isEmpty ? title : "\(title) (\(names.joined(separator: ", ")))"
    }

    func period(_ parties: String, _ deadline: String, count: Int) -> String {
        "\(parties) (\(count > 1 ? "\(count) reports, " : "")\(deadline))"
    }

    func due(_ parties: String, _ due: String) -> String { "\(parties) — due \(due)" }
    func nextLabel() -> String { "Next" }
    func nextBrief(_ time: String) -> String { "next due \(time)" }
    func nextBulletin(_ due: String) -> String {
        "No action is required now; the next one is due at \(due)."
    }

    func waivedUntil(_ time: String) -> String {
        "No report is required until \(time); then it is required again."
    }

    func openBrief(_ awaiting: String, _ state: String) -> String {
        "not yet to \(awaiting), \(state)"
    }

    func list(_ names: [String]) -> String { names.joined(separator: ", ") }
    func shortDue(_ time: String) -> String { "due \(time)" }
    func sentLate() -> String {
        "This notice was sent after its scheduled time: the record arrived late, a waiver or a "
            + "closing ended, or Duebell was not running."
    }

    func missedBulletin() -> String {
        "Find out why the bulletin did not come; its time is over, later ones stay required."
    }

    func otherUnitsOpen() -> String {
        "No action is required from you; other reports on this incident are outstanding."
    }

    func openAction(
        _ role: ReaderRole, owing: String, awaiting: String, due: String?, isLate: Bool
    ) -> String {
        switch role {
        case .owing where isLate: return "Report to \(awaiting) at once."
        case .awaiting where isLate: return "Ask \(owing) for the report now."
        case .other where isLate: return "Make sure that \(owing) reports to \(awaiting) at once."
        case .owing: return "Report to \(awaiting)\(due.map { " by \($0)" } ?? " as well")."
        case .awaiting, .other:
            let by = due.map { " by \($0)" } ?? ""
            return "Make sure that \(owing) reports to \(awaiting)\(by)."
        }
    }

    func action(
        _ reason: Notice.Reason, _ role: ReaderRole, _ parties: ActionParties, isVerbalFirst: Bool
    ) -> String {
        let owing = allOf(parties.owing)
        switch (reason, role) {
        case (.met, _): return "No further action is required; reminders have stopped."
        case (.insufficient, _): return "Correct the report as stated and submit it again."
        case (.incomplete, _):
            return "The report counts. Supply what is missing with a report that corrects it."
        case (.unmatched, _):
            return "Correct the report as stated and submit it again; until then it does not count."
        case (.misnamed, _):
            return "Check the record, correct what is stated here and submit it again."
        case (.bypassed, _):
            return "Ask \(owing) for the report; a higher unit received it first."
        case (.sighted, _): return "Find out what happened and report it; others already know."
        case (.waived, _): return "No further action is required; the report was waived."
        case (.missed, _):
            return "Find out why no report was made; the report is still required."
        case (.exhausted, _):
            return "All escalation steps have run without a report; follow up in person."
        case (.nobody, _):
            return "Add a duty officer or leader to the rules, and inform the unit yourself."
        case (.implausible, _):
            return "Check the time in the record and correct it; until then, only the latest "
                + "occurrences are followed up."
        case (.merged, _):
            return "Use this incident's number from now on; what was reported before counts for it."
        case (.separated, _):
            return "Report to each incident under its own number from now on."
        case (.limit, _):
            return "Check the rule and the feed for a repetition that is too frequent; the newest "
                + "continue to be followed up."
        case (.revoked, _):
            return "No further action is required; the corrected record does not call for this "
                + "report."
        case (.undecidable, _):
            return "Supply the missing information or correct the rule; until then, nobody is "
                + "reminded."
        default: return reminder(reason, role, parties, isVerbalFirst: isVerbalFirst)
        }
    }

    /// Returns the action for a report that is still to be made.
    private func reminder(
        _ reason: Notice.Reason, _ role: ReaderRole, _ parties: ActionParties, isVerbalFirst: Bool
    ) -> String {
        let owing = allOf(parties.owing)
        let to = parties.awaiting.map { " to \($0)" } ?? ""
        let byPhone = isVerbalFirst ? ", by phone first and in writing afterwards" : ""
        switch (reason, role) {
        case (.opened, .owing), (.approaching, .owing):
            return "Report\(to) before the deadline\(byPhone)."
        case (.opened, _), (.approaching, _):
            return "Remind \(owing) to report before the deadline\(byPhone)."
        case (_, .owing): return "Report\(to) at once\(byPhone)."
        case (_, .awaiting):
            return isVerbalFirst
                ? "Call \(owing) now and ask for a report by phone."
                : "Ask \(owing) for the report now."
        case (_, .other):
            let verb = parties.owing.count > 1 ? "report" : "reports"
            return "Make sure that \(owing) \(verb) at once."
        }
    }

    func operation(_ kind: Delivery.Operation.Kind) -> (title: String, action: String) {
        (title(of: kind), action(for: kind))
    }

    /// Returns the heading of an alert to the operators.
    private func title(of kind: Delivery.Operation.Kind) -> String {
        switch kind {
        case .recordRefused: "Record rejected"
        case .incidentUnknown: "Record of an unknown incident"
        case .rulesRefused: "Rule change rejected"
        case .rulesRunOut: "Rule data about to expire"
        case .scheduleGap: "Gap in an on-call schedule"
        case .deliveryFailed: "Message not delivered"
        case .caseSetAside: "Incident set aside after an error"
        case .intakeFailed: "Inbox cannot be read"
        case .channelFailing: "Channel failing"
        case .auditFailed: "Health check failed"
        case .auditGap: "Health checks were interrupted"
        case .heartbeatUnheard: "Heartbeat not acknowledged"
        case .wasDown: "Duebell was not running"
        case .clockStep: "System clock was adjusted"
        case .channelRecovered: "Channel recovered"
        case .templateFailed: "Message template unusable"
        }
    }

    /// Returns the recommended action.
    private func action(for kind: Delivery.Operation.Kind) -> String {
        switch kind {
        case .recordRefused:
            "Correct the record as stated and submit it again; a rejected incident may mean a "
                + "missed deadline."
        case .incidentUnknown:
            "Correct the incident's number in the record, or submit the record of the incident; "
                + "until then the record counts for nothing."
        case .rulesRefused:
            "Correct the lines stated; the previous rules stay in force until then."
        case .rulesRunOut:
            "Add the data stated; later deadlines cannot be calculated without it."
        case .scheduleGap:
            "Assign somebody; until then, steps for this schedule go to the next step."
        case .deliveryFailed: "Inform the recipient by other means, and check the channel."
        case .caseSetAside:
            "Check the log; no reminders are sent about this incident until it is repaired."
        case .intakeFailed: "Check the inbox folder and the disk."
        case .channelFailing:
            "Check the channel; messages use other contact methods until it recovers."
        case .auditFailed:
            "Check Duebell at once; its heartbeat is suspended until the problem is solved."
        case .auditGap:
            "Find out why the health checks stopped; the heartbeat was suspended meanwhile."
        case .heartbeatUnheard:
            "Check the heartbeat address; the external monitor will raise an alarm, or cannot "
                + "raise one."
        case .wasDown:
            "Find out why; messages due in that time have been sent now."
        case .clockStep:
            "Check the machine's time service; deadlines follow the clock as it is now set."
        case .channelRecovered: "No action is required; waiting messages are being sent."
        case .templateFailed:
            "Correct the template as stated; the built-in text is used until then."
        }
    }

    func finding(_ kind: HealthIssue.Kind) -> String {
        switch kind {
        case .away: "Duebell was not running from {from} until {until}"
        case .unaudited: "no health check was recorded from {from} until {until}"
        case .clockWrong: "the clock shows {from}"
        case .clockStepped: "the clock was set from {from} to {until}"
        case .clockBack: "the clock was set back: it had already shown {from}"
        case .zoneMissing: "the time zone database has no zone {1}"
        case .storeUnreadable: "the database cannot be read: {1}"
        case .storeClosed: "the database cannot be written: {1}"
        case .schedulerIdle: "the scheduler has not run since {from}"
        case .incidentDue: "an incident has been due for processing since {from}"
        case .incidentForgotten: "the incident {1} is open but has no next action"
        case .incidentsSetAside:
            "set aside, without reminders: {2} ({1} in total)"
        case .messageUntaken:
            "a message has been waiting on the channel {1} since {from} and was not picked up"
        case .messageSlow:
            "a message has been waiting on the channel {1} since {from}; the channel is too slow"
        case .messageHeld: "the message {1} of {from} is still waiting: {2}"
        case .operatorsUnheard: "the message {1} of {from} to the operators cannot be sent: {2}"
        case .operatorsUnreached:
            "a message to the operators was given up; see `duebell deliveries --failed`"
        case .heartbeatUnheard: "{1} attempts in a row failed: {2}"
        case .calendarEnds, .calendarEnded, .gap, .gapUntil, .gapFrom, .gapAlways, .gapsMore,
            .channelUnopened, .messageGivenUp, .noticeGivenUp, .drillNoticeGivenUp, .replyWithheld,
            .messageUnreadable, .incidentUnreadable, .incidentFailed, .bounceUnclear,
            .bounceUnreadable, .bounceStays, .noRecordFile, .fileDeleted, .filesDeleted,
            .digestUnaddressed, .fileEndless, .operationFailed, .recordRefused,
            .incidentUnknown, .incidentUnknownNearest, .moreErrors, .moreFiles:
            AlertPhrases.english(kind)
        }
    }

    func names(of finding: HealthIssue) -> [String] { finding.names }

    func problem(_ problem: RecordProblem) -> String {
        RecordProblemPhrases(language: .english).text(problem)
    }

    func comma() -> String { ", " }
    func semicolon() -> String { "; " }

    func matters(_ count: Int) -> String { "\(count) \(count == 1 ? "matter" : "matters")" }

    func overview(_ count: Int) -> String { "\(matters(count)), the most pressing first:" }

    func listedOnly(_ count: Int) -> String {
        "The other \(matters(count)) are listed above without details."
    }

    func muted(_ count: Int, why: String?) -> String {
        "\(count) \(count == 1 ? "message was" : "messages were") held back by a mute"
            + "\(why.map { " (\($0))" } ?? ""); matters settled since are not listed."
    }

    func masked(
        incident: String, _ phase: MaskedPhase
    ) -> (subject: String, what: String, action: String) {
        let what = "The content cannot be sent on this channel (\(incident))"
        let ask = "Ask the duty office for the details"
        return switch phase {
        case .pending: ("A matter requires your attention", what, ask + " and act promptly.")
        case .partly:
            ("One report was settled, others are outstanding", what, ask + " and act promptly.")
        case .done:
            (
                "A report was settled", what,
                "No action is required from you; other reports are outstanding."
            )
        case .over:
            (
                "A matter was settled", what,
                "No further action is required; reminders have stopped."
            )
        case .joined:
            (
                "Two incidents are one", what,
                "No report is required for this; use the number stated here from now on."
            )
        case .separated:
            (
                "Two incidents are separate again", what,
                "Report to each incident under its own number from now on."
            )
        case .incomplete:
            (
                "A report counts but is incomplete", what,
                ask + " and supply what is missing."
            )
        }
    }

    func test() -> (title: String, body: String) {
        (
            "[TEST] Duebell test message",
            "This is a test; no action is required. Receiving it shows that this channel works."
        )
    }

    func mark(_ mark: Unreal) -> (sign: String, meaning: String) {
        switch mark {
        case .drill: ("[DRILL] ", "This is a drill, not a real incident.")
        case .test:
            ("[TEST] ", "This is a test; the content is for information, no action is required.")
        }
    }

    func signature() -> String { "Sent by Duebell." }
}
