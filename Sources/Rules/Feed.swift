package import Calendars

/// Shifts kept in a calendar: each event is a shift and names its people.
///
/// The conventions are those of Grafana OnCall: the summary is a name or an address after an
/// optional level from `[L0]`, the default, to `[L9]`. The highest level applies, with everybody on
/// it. Attendees who have not declined are on call too.
package struct Feed: Sendable {
    package let calendar: ICalendar
    /// The people by the names used in the feed; case and outer blanks are ignored.
    package let people: [String: [Recipient]]

    package init(_ calendar: ICalendar, people: [String: [Recipient]]) {
        self.calendar = calendar
        self.people = Dictionary(
            people.map { (Self.key($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// All people of the feed, each once.
    package var everybody: [Recipient] {
        var seen: Set<Recipient> = []
        return people.sorted { $0.key < $1.key }.flatMap(\.value).filter {
            seen.insert($0).inserted
        }
    }

    /// Returns the normalised form of a name, for comparison.
    static func key(_ name: some StringProtocol) -> String {
        let start = name.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    }

    /// Returns the level of an event and the name in its summary.
    static func summary(of event: EventDetails) -> (level: Int, name: String) {
        let text = event.summary.drop(while: \.isWhitespace)
        let mark = Array(text.prefix(4))
        guard mark.count == 4, mark[0] == "[", mark[1] == "L" || mark[1] == "l", mark[3] == "]",
            mark[2].isASCII, let level = mark[2].wholeNumberValue
        else { return (0, event.summary) }
        return (level, String(text.dropFirst(4)))
    }

    /// Returns the people an event mentions, each as alternative names of which one should be
    /// known.
    static func mentions(of event: EventDetails) -> [[String]] {
        let name = summary(of: event).name
        let attendees = event.attendees.filter { !$0.hasDeclined }.map { attendee in
            [attendee.address, attendee.name].compactMap(\.self)
        }
        return ([[name]] + attendees).map { $0.filter { !key($0).isEmpty } }
            .filter { !$0.isEmpty }
    }

    /// Returns the people on call in the shift of an event, each once.
    func people(of event: EventDetails) -> [Recipient] {
        var seen: Set<Recipient> = []
        return Self.mentions(of: event).flatMap { names in
            names.lazy.compactMap { people[Self.key($0)] }.first ?? []
        }.filter { seen.insert($0).inserted }
    }
}
