package import Calendars
import Cases
package import JSON
package import Rules

/// A formatter of on-call rosters, for people and for programs.
package struct RosterView {
    /// A schedule, or a role of a unit with its holder.
    package struct Position {
        package var unit: Unit.ID?
        package var role: EscalationStep.Role?
        package let holder: Recipient?

        package init(
            unit: Unit.ID? = nil, role: EscalationStep.Role? = nil, holder: Recipient?
        ) {
            self.unit = unit
            self.role = role
            self.holder = holder
        }

        package var schedule: Schedule.ID? {
            if case .schedule(let id) = holder { id } else { nil }
        }
    }

    /// Returns the roles of a unit, one position for each holder: the duty, the leader, then others
    /// by name. The duty and the leader have a position without a holder if nobody is named.
    package static func positions(of unit: Unit) -> [Position] {
        let usual: [UnitRole] = [.duty, .leader]
        let others = unit.roles.keys.filter { !usual.contains($0) }
            .sorted { $0.rawValue < $1.rawValue }
        return (usual + others).flatMap { role -> [Position] in
            let holders: [Recipient?] = unit.roles[role] ?? [nil]
            return holders.map { Position(unit: unit.id, role: role, holder: $0) }
        }
    }

    /// The people on call for a role or schedule in a span; nobody in a gap.
    package struct Answer {
        package let post: Position
        package let people: [Recipient]
        /// The span of the shift; nil if no change is known.
        package let span: Range<Instant>?
        /// The people on call next; nil if unknown.
        let next: [Recipient]?
        /// The instant asked about; nil for a query about a span.
        let at: Instant?
    }

    /// The default length of a span, and the limit of the search for the end of a shift.
    package static let horizon = Duration.seconds(60 * 86_400)

    let rulebook: Rulebook
    let now: Instant

    package init(rulebook: Rulebook, now: Instant) {
        self.rulebook = rulebook
        self.now = now
    }

    /// Returns the people on call now and next.
    package func answer(to post: Position) -> Answer {
        guard let schedule = post.schedule.flatMap({ rulebook.schedules[$0] }) else {
            let people = [post.holder].compactMap(\.self)
            return Answer(post: post, people: people, span: nil, next: nil, at: now)
        }
        let shifts = schedule.shifts(in: now..<now + Self.horizon)
        let lasts = shifts.count == 1
        return Answer(
            post: post, people: schedule.onCall(at: now), span: lasts ? nil : shifts.first?.span,
            next: lasts ? nil : shifts.dropFirst().first?.people, at: now)
    }

    /// Returns the shifts in a span, in order.
    package func shifts(of post: Position, in range: Range<Instant>) -> [Answer] {
        guard let schedule = post.schedule.flatMap({ rulebook.schedules[$0] }) else {
            let people = [post.holder].compactMap(\.self)
            return [Answer(post: post, people: people, span: range, next: nil, at: nil)]
        }
        return schedule.shifts(in: range).map {
            Answer(post: post, people: $0.people, span: $0.span, next: nil, at: nil)
        }
    }

    /// Returns an answer as `{"schedule", "at", "onCall", "until"}`, with `from` in place of `at`
    /// for a span.
    package func json(_ answer: Answer) -> JSON {
        var json: JSONObject = [:]
        json["unit"] = answer.post.unit.map { .string($0.text) }
        json["post"] = answer.post.role.map { .string($0.rawValue) }
        json["schedule"] = answer.post.schedule.map { .string($0.text) }
        json["at"] = answer.at.map { .string($0.rfc3339) }
        if answer.at == nil { json["from"] = answer.span.map { .string($0.lowerBound.rfc3339) } }
        json["onCall"] = .array(answer.people.map { .string($0.description) })
        json["until"] = answer.span.map { .string($0.upperBound.rfc3339) }
        return .object(json)
    }
}

// MARK: For people

extension RosterView {
    /// A line of text, marked if it shows a gap.
    package struct Line {
        package let plain: String
        package let isGap: Bool
    }

    private var words: ViewPhrases { ViewPhrases(rulebook.settings.language) }

    /// Returns one line for each role or schedule: its name, the people on call, the end of the
    /// shift, and the people on call next.
    package func table(_ answers: [Answer]) -> [Line] {
        let heads = answers.map { head($0.post) }
        let names = answers.map { self.names($0.people) }
        let headWidth = heads.map(Columns.width).max() ?? 0
        let nameWidth = names.map(Columns.width).max() ?? 0
        return answers.indices.map { index in
            let answer = answers[index]
            let ends = answer.span.map { end(of: $0, in: zone(of: answer.post)) } ?? ""
            let after = answer.next.map { ", \(words.then) \(self.names($0))" } ?? ""
            let parts = [
                Columns.padded(heads[index], to: headWidth),
                ends.isEmpty ? names[index] : Columns.padded(names[index], to: nameWidth),
                ends + after,
            ]
            return Line(
                plain: parts.filter { !$0.isEmpty }.joined(separator: "  "),
                isGap: answer.people.isEmpty)
        }
    }

    /// Returns the shifts of each role or schedule under its name.
    package func list(_ answers: [Answer]) -> [Line] {
        var lines: [Line] = []
        var last = ""
        for answer in answers {
            let head = self.head(answer.post)
            if head != last { lines.append(Line(plain: head, isGap: false)) }
            last = head
            let zone = self.zone(of: answer.post)
            let times = answer.span.map {
                "\(ShortTime.text($0.lowerBound, in: zone)) – "
                    + Columns.padded(ShortTime.text($0.upperBound, in: zone), to: 11)
            }
            lines.append(
                Line(
                    plain: "  \(times ?? "")  \(names(answer.people))",
                    isGap: answer.people.isEmpty))
        }
        return lines
    }

    private func head(_ post: Position) -> String {
        let zone = self.zone(of: post)
        let foreign = zone == rulebook.settings.zone ? "" : " (\(zone.name))"
        let unit = post.unit.map(rulebook.name(of:))
        let role = post.role.map { words.role($0) }
        let parts = [unit, role, post.schedule?.text].compactMap(\.self)
        return parts.joined(separator: " ") + foreign
    }

    private func zone(of post: Position) -> Zone {
        post.schedule.flatMap { rulebook.schedules[$0]?.zone } ?? rulebook.settings.zone
    }

    private func names(_ people: [Recipient]) -> String {
        people.isEmpty
            ? words.nobodyOnCall : people.map(rulebook.name(of:)).joined(separator: ", ")
    }

    private func end(of span: Range<Instant>, in zone: Zone) -> String {
        let time = ShortTime.text(span.upperBound, in: zone)
        return "\(words.until) \(time) (\(words.left(words.span(span.upperBound - now))))"
    }
}
