import Calendars
import Cases
import JSON
import Rules

/// Who is on call at posts, as people and programs are told.
struct Roster {
    /// What somebody asked about: a schedule, or a post of a unit with whoever holds it.
    struct Post {
        var unit: Unit.ID?
        var role: EscalationStep.Post?
        let holder: Recipient?

        var schedule: Schedule.ID? {
            if case .schedule(let id) = holder { id } else { nil }
        }
    }

    /// Who holds a post for some time; nobody in a gap.
    struct Answer {
        let post: Post
        let people: [Recipient]
        /// Nil where it is the same for as long as anybody looks.
        let span: Range<Instant>?
        /// Who comes after; nil where nothing comes that is known.
        let next: [Recipient]?
        /// The instant that was asked about; nil where a span was.
        let at: Instant?
    }

    /// How long a span is that nobody bounded, and how far ahead the end of a shift is looked for.
    static let horizon = Duration.seconds(60 * 86_400)

    let rulebook: Rulebook
    let now: Instant

    /// Who holds a post now, and what comes after.
    func answer(to post: Post) -> Answer {
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

    /// Who holds a post in a span, one after the other.
    func shifts(of post: Post, in range: Range<Instant>) -> [Answer] {
        guard let schedule = post.schedule.flatMap({ rulebook.schedules[$0] }) else {
            let people = [post.holder].compactMap(\.self)
            return [Answer(post: post, people: people, span: range, next: nil, at: nil)]
        }
        return schedule.shifts(in: range).map {
            Answer(post: post, people: $0.people, span: $0.span, next: nil, at: nil)
        }
    }

    /// `{"schedule", "at", "onCall", "until"}`, or `from` in place of `at` where a span was asked.
    func json(_ answer: Answer) -> JSON {
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

extension Roster {
    /// A line of text, and whether it tells of a gap.
    struct Line {
        let plain: String
        let isGap: Bool

        func text(isColoured: Bool) -> String {
            let plain = Terminal.plain(plain)
            return isGap && isColoured ? "\u{1B}[31m\(plain)\u{1B}[0m" : plain
        }
    }

    private var words: Words { Words(rulebook.settings.language) }

    /// One line for each post: what it is, who holds it, until when, and who comes after.
    func table(_ answers: [Answer]) -> [Line] {
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

    /// The shifts of each post below its name.
    func list(_ answers: [Answer]) -> [Line] {
        var lines: [Line] = []
        var last = ""
        for answer in answers {
            let head = self.head(answer.post)
            if head != last { lines.append(Line(plain: head, isGap: false)) }
            last = head
            let zone = self.zone(of: answer.post)
            let times = answer.span.map {
                "\(Timeline.time($0.lowerBound, in: zone)) – "
                    + Columns.padded(Timeline.time($0.upperBound, in: zone), to: 11)
            }
            lines.append(
                Line(
                    plain: "  \(times ?? "")  \(names(answer.people))",
                    isGap: answer.people.isEmpty))
        }
        return lines
    }

    private func head(_ post: Post) -> String {
        let zone = self.zone(of: post)
        let foreign = zone == rulebook.settings.zone ? "" : " (\(zone.name))"
        let unit = post.unit.map(rulebook.name(of:))
        let role = post.role.map { $0 == .duty ? words.dutyPost : words.leaderPost }
        let parts = [unit, role, post.schedule?.text].compactMap(\.self)
        return parts.joined(separator: " ") + foreign
    }

    private func zone(of post: Post) -> Zone {
        post.schedule.flatMap { rulebook.schedules[$0]?.zone } ?? rulebook.settings.zone
    }

    private func names(_ people: [Recipient]) -> String {
        people.isEmpty
            ? words.nobodyOnCall : people.map(rulebook.name(of:)).joined(separator: ", ")
    }

    private func end(of span: Range<Instant>, in zone: Zone) -> String {
        let time = Timeline.time(span.upperBound, in: zone)
        return "\(words.until) \(time) (\(words.left) \(View.span(span.upperBound - now)))"
    }
}

/// Columns of a terminal, where a Chinese character takes two.
enum Columns {
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: width
            default: width + (isWide(scalar) ? 2 : 1)
            }
        }
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Self.width(text)))
    }

    /// Source: Unicode UAX #11, East Asian Width W and F, by blocks.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD,
        ].contains { $0.contains(scalar.value) }
    }
}
