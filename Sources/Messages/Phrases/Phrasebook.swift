import Calendars
import Cases
import Deliveries
import Rules

/// What a message says, in one language: every sentence a reader can meet.
///
/// A reader on call must see in five seconds what happened, who owes which report to whom, when it
/// was due, how late it is and what to do now.
protocol Phrasebook: Sendable {
    /// The first words of a subject: `逾期未报`, `OVERDUE`.
    func heading(_ reason: Notice.Reason) -> String
    /// How the heading is set off, with how late it is where that matters.
    func badge(_ heading: String, late: Duration?) -> String
    func span(_ duration: Duration) -> String
    func time(_ civil: CivilTime, zone: String) -> String
    /// A time of this or the next days, for one short line.
    func shortTime(_ civil: CivilTime, zone: String) -> String
    /// `A owes B`, short enough for a subject.
    func owes(_ owing: String, _ awaiting: String) -> String
    func labels() -> Labels
    func left(_ duration: Duration) -> String
    func late(_ duration: Duration) -> String
    func waits(for question: String) -> String
    /// The state of several occurrences of one obligation, and of the earliest of them.
    func several(_ count: Int, earliest state: String?) -> String
    /// From a first time to a last.
    func between(_ first: String, _ last: String) -> String
    /// The line below the matters that are written, where there are more.
    func more(_ count: Int) -> String
    /// The reason why this person is told.
    func because(_ because: Because) -> String
    func verdict(_ verdict: Obligation.Verdict) -> String
    func waived(by person: String) -> String
    /// What is wrong: the heading, how it stands, and who owes whom.
    func statement(_ heading: String, _ state: String?, _ matter: String) -> String
    /// Several names.
    func list(_ names: [String]) -> String
    /// What a short line ends with where there is time left.
    func shortDue(_ time: String) -> String
    /// What the reader is to do, by what they are to the obligation.
    func action(_ reason: Notice.Reason, _ role: ReaderRole, owing: String) -> String
    func operation(_ kind: Delivery.Operation.Kind) -> (title: String, action: String)
    /// What Duebell found out about itself: a sentence with places for names, `{1}` and `{2}`, and
    /// for times, `{from}` and `{until}`.
    func finding(_ kind: HealthIssue.Kind) -> String
    func test() -> (title: String, body: String)
    /// `3 matters`, the subject of a message about several incidents.
    func matters(_ count: Int) -> String
    /// Above messages that were held back for a time.
    func muted(_ count: Int, why: String?) -> String
    /// What is said where the channel may not carry what it is about: the subject, what awaits the
    /// reader, or is over, and where to look.
    func masked(incident: String, isOver: Bool) -> (subject: String, what: String, action: String)
    /// What sets a drill or a test off from what is real, and what it means, for who meets it
    /// without having asked for it.
    func mark(_ mark: Unreal) -> (sign: String, meaning: String)
    /// The last line: who sent this.
    func signature() -> String
}

extension Duration {
    /// Days, hours and minutes, to the nearest minute and at least one.
    var parts: (days: Int64, hours: Int64, minutes: Int64) {
        let minutes = max(1, (wholeMilliseconds + 30_000) / 60_000)
        return (minutes / 1_440, minutes / 60 % 24, minutes % 60)
    }
}

/// A number with its digits in groups of three.
func grouped(_ number: Int) -> String {
    var rest = String(number)[...]
    var groups: [Substring] = []
    while rest.count > 3 {
        groups.insert(rest.suffix(3), at: 0)
        rest = rest.dropLast(3)
    }
    return ([rest] + groups).joined(separator: ",")
}

/// A number with at least two digits.
func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
}
