import Calendars
import Cases
import Deliveries
import Rules

/// The sentences of messages in one language: every sentence a reader can see.
///
/// A reader on call must see in five seconds what happened, who must report to whom, when the
/// report was due, how late it is and what to do now.
protocol Phrasebook: Sendable {
    var language: Language { get }
    /// The first words of a subject: `逾期未报`, `OVERDUE`.
    func heading(_ reason: Notice.Reason) -> String
    /// Returns the heading as a badge, with a short state if there is one.
    func badge(_ heading: String, _ state: String?) -> String
    /// Returns an urgency or a classification as it stands before a subject.
    func seal(_ text: String) -> String
    func span(_ duration: Duration) -> String
    func time(_ civil: CivilTime, zone: String) -> String
    /// Returns a time within the next days, for one short line.
    func shortTime(_ civil: CivilTime) -> String
    /// Returns the parties of an open report, short enough for a subject.
    func mustReport(_ owing: String, _ awaiting: String) -> String
    /// Returns the parties of a report that was made.
    func reported(_ sender: String, _ awaiting: String) -> String
    /// Returns the parties of a report that was never made.
    func didNotReport(_ owing: String, _ awaiting: String) -> String
    /// Returns the parties of a report that is not required any longer.
    func needNotReport(_ owing: String, _ awaiting: String) -> String
    /// Returns names of which any one suffices.
    func anyOf(_ names: [String]) -> String
    /// Returns a unit that awaits several reports with the stage of the one that is meant.
    func stage(_ stage: String, of units: String) -> String
    /// Returns names that all count.
    func allOf(_ names: [String]) -> String
    func labels() -> Labels
    func left(_ duration: Duration) -> String
    func late(_ duration: Duration) -> String
    /// Returns the state during the first minute after the deadline.
    func dueNow() -> String
    func waits(for question: String) -> String
    /// Returns the state of several occurrences of one obligation, with the state of the earliest.
    func several(_ count: Int, earliest state: String?) -> String
    /// Returns the span from a first time to a last.
    func between(_ first: String, _ last: String) -> String
    /// Returns the line for the items not written out.
    func more(_ count: Int) -> String
    /// Returns the reason this person is notified.
    func because(_ because: Because) -> String
    func verdict(_ verdict: Obligation.Verdict) -> String
    func waived(by person: String, until time: String?) -> String
    /// Returns the time, form and people of a report.
    func submission(_ parts: SubmissionParts) -> String
    /// Returns the text of an instruction with its author.
    func instruction(_ text: String, by person: String) -> String
    /// Returns the problem: the heading, the state, and the parties.
    func statement(_ heading: String, _ state: String?, _ matter: String) -> String
    /// Returns an unmet obligation: the parties, the deadline and the state.
    func open(_ parties: String, _ due: String?, _ state: String) -> String
    /// Returns an unmet obligation in a few words.
    func openBrief(_ awaiting: String, _ state: String) -> String
    /// Returns several names as one text.
    func list(_ names: [String]) -> String
    /// Returns the end of a short line with the deadline, for a report that is not late.
    func shortDue(_ time: String) -> String
    /// Returns the action for the reader, by the reader's role in the obligation.
    func action(
        _ reason: Notice.Reason, _ role: ReaderRole, _ parties: ActionParties, isVerbalFirst: Bool
    ) -> String
    /// Returns several sentences as one text.
    func sentences(_ texts: [String]) -> String
    /// Returns a title with the names beside it, such as an id and a severity.
    func titled(_ title: String, _ names: [String]) -> String
    /// Returns the parties of one period of a bulletin: its deadline and, if several are required,
    /// the number of reports.
    func period(_ parties: String, _ deadline: String, count: Int) -> String
    /// Returns an obligation with its deadline.
    func due(_ parties: String, _ due: String) -> String
    /// Returns the label of the next period of a bulletin.
    func nextLabel() -> String
    /// Returns the deadline of the next period of a bulletin in a few words.
    func nextBrief(_ time: String) -> String
    /// Returns the action after a report of a bulletin.
    func nextBulletin(_ due: String) -> String
    /// Returns the action after a waiver that ends.
    func waivedUntil(_ time: String) -> String
    /// Returns the action after a bulletin that never came.
    func missedBulletin() -> String
    /// Returns the action for a reader whom another, unmet obligation of the incident concerns.
    func openAction(
        _ role: ReaderRole, owing: String, awaiting: String, due: String?, isLate: Bool
    ) -> String
    /// Returns the action for a reader whom no unmet obligation of the incident concerns.
    func otherUnitsOpen() -> String
    /// Returns the sentence under a notice sent later than its step.
    func sentLate() -> String
    func operation(_ kind: Delivery.Operation.Kind) -> (title: String, action: String)
    /// Returns the sentence for a problem that Duebell found in itself, with placeholders for
    /// names, `{1}` and `{2}`, for times, `{from}` and `{until}`, and for a record, `{problem}`.
    func finding(_ kind: HealthIssue.Kind) -> String
    /// Returns the names for a finding's placeholders, in the words of the language where the
    /// system gives English ones.
    func names(of finding: HealthIssue) -> [String]
    /// Returns the reason why a record was refused, and the accepted values.
    func problem(_ problem: RecordProblem) -> String
    /// Returns the mark between two parts of a line.
    func comma() -> String
    /// Returns the mark between several problems.
    func semicolon() -> String
    func test() -> (title: String, body: String)
    /// Returns the subject of a message about several incidents: `3 matters`.
    func matters(_ count: Int) -> String
    /// Returns the line above the list of several incidents.
    func overview(_ count: Int) -> String
    /// Returns the line for the incidents that are only listed, without details.
    func listedOnly(_ count: Int) -> String
    /// Returns the sentence above messages held back by a mute.
    func muted(_ count: Int, why: String?) -> String
    /// Returns the texts for a channel without clearance: the subject, the pending or ended matter,
    /// and the action.
    func masked(incident: String, _ phase: MaskedPhase) -> (
        subject: String, what: String, action: String
    )
    /// Returns the mark of a drill or test and its meaning, for readers who did not request it.
    func mark(_ mark: Unreal) -> (sign: String, meaning: String)
    /// Returns the last line, which names the sender.
    func signature() -> String
}

extension Duration {
    /// The completed days, hours and minutes.
    var parts: (days: Int64, hours: Int64, minutes: Int64) {
        let minutes = wholeMilliseconds / 60_000
        return (minutes / 1_440, minutes / 60 % 24, minutes % 60)
    }
}

extension Duration {
    /// The duration without its minutes from a day on; never longer.
    var coarse: Duration {
        let minutes = wholeMilliseconds / 60_000
        return minutes < 1_440 ? self : .seconds((minutes - minutes % 60) * 60)
    }
}

/// Returns a number with its digits in groups of three.
func grouped(_ number: Int) -> String {
    var rest = String(number)[...]
    var groups: [Substring] = []
    while rest.count > 3 {
        groups.insert(rest.suffix(3), at: 0)
        rest = rest.dropLast(3)
    }
    return ([rest] + groups).joined(separator: ",")
}

/// Returns a number with at least two digits.
func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
}
