import Calendars
import Cases
import Deliveries
import Foundation
import JSON
import Messages
import Rules
import Testing

/// The messages about several incidents.
@Suite struct CombinedTests {
    /// Returns a message about several incidents, each with its items, to a contact.
    private static func message(
        _ cases: [(Sample, Notice.Reason)], at sample: Sample, in language: Language = .english
    ) throws -> Message {
        var known: [Incident.ID: Case] = [:]
        let parts = cases.enumerated().map { index, one in
            let id = Incident.ID("i-\(index)")
            known[id] = one.0.incident
            return Delivery.CombinedMessage.Part(
                incident: id, items: one.0.incident.samples(for: one.1, at: sample.now))
        }
        let bundle = Delivery.CombinedMessage(parts: parts)
        return try #require(
            Message(
                sample.rulebook.samples(
                    of: .combined(bundle), to: .contact("zhang"), at: sample.now),
                of: known, at: sample.now, by: sample.rulebook, in: language))
    }

    /// Returns an incident all of whose reports came.
    private static func reported() throws -> Sample {
        var sample = try Sample(title: "Small leak")
        try sample.report(to: "city", at: "17:00")
        try sample.report("r-2", to: "government", at: "17:00")
        return sample
    }

    @Test(arguments: Language.allCases)
    func `the most pressing matter gives subject, colour and short text`(language: Language) throws
    {
        let pressing = try Sample(title: "Bridge collapse")
        let message = try Self.message(
            [(try Self.reported(), .met), (pressing, .overdue)], at: pressing, in: language)
        let isChinese = language == .chinese
        #expect(
            message.subject.hasPrefix(
                isChinese
                    ? "【2 件事项】【逾期未报 已超2小时】Bridge collapse"
                    : "[2 matters] [OVERDUE, 2 h late] Bridge collapse"))
        for part in [Message.Part.short, .text, .html, .markdown] {
            let text = message[part]
            let first = try #require(text.range(of: "Bridge collapse")?.lowerBound, "\(part)")
            let second = try #require(text.range(of: "Small leak")?.lowerBound, "\(part)")
            #expect(first < second, "\(part)")
        }
        #expect(message.html.contains("border-left:6px solid #d93a2b"))
        #expect(message.model["tone"] == "alarm")
        #expect(message.data["messages"]?.array?.first?["reason"] == "overdue")
        #expect(message.short.count <= 140)
        #expect(
            message.text.contains(isChinese ? "共 2 件事项，急者在前：" : "2 matters, the most pressing"))
    }

    @Test(arguments: Language.allCases)
    func `forty matters stay readable, and a short text says how many more there are`(
        language: Language
    ) throws {
        let sample = try Sample(title: "Fire")
        var cases = try (0..<39).map {
            (try Sample(title: "Leak \($0)"), Notice.Reason.overdue)
        }
        cases.append((sample, .stillOverdue))
        let message = try Self.message(cases, at: sample, in: language)
        #expect(message.short.contains("Fire"))
        #expect(message.short.contains(language == .chinese ? "另有" : "more"))
        #expect(message.short.count <= 140)
        let head = message.text.split(separator: "\n").prefix(42)
        #expect(head.count { $0.contains("Leak") } == 39, "all are listed before the details")
        #expect(message.text.utf8.count < 20_000)
        let fits = { (text: String) in text.utf16.count <= 402 }
        let line = try #require(message.condensed(fits: fits))
        #expect(fits(line) && line.contains("Leak 3"))
        #expect(message.condensed { _ in true }?.contains("Leak 38") == true)
    }

    @Test func `two offices for one matter are one block, also when held back apart`() throws {
        let sample = try Sample(title: "Fire")
        let items = sample.incident.samples(for: .overdue, at: sample.now)
        try #require(items.count == 2)
        let parts = items.map {
            Delivery.CombinedMessage.Part(incident: "i-1", items: [$0])
        }
        let message = try #require(
            Message(
                sample.rulebook.samples(
                    of: .combined(Delivery.CombinedMessage(parts: parts)), to: .contact("zhang"),
                    at: sample.now),
                of: ["i-1": sample.incident], at: sample.now, by: sample.rulebook, in: .english))
        #expect(message.text.components(separatedBy: "must report to").count == 2)
        #expect(message.text.contains("must report to 市委办公室 and 市政府办公室"))
        #expect(!message.subject.contains("matters]"))
    }

    @Test func `of the reminders about one obligation the most pressing is said, once`() throws {
        let sample = try Sample(title: "Fire")
        let obligations = sample.incident.obligations.map(\.id)
        let items = [Notice.Reason.stillOverdue, .exhausted].flatMap { reason in
            obligations.map {
                Delivery.Item(
                    reason: reason, obligation: $0, steps: [], dueAt: sample.now, detail: nil)
            }
        }
        let message = try #require(
            Message(
                sample.rulebook.samples(
                    of: .incident("i-1", items), to: .contact("smith"), at: sample.now),
                of: ["i-1": sample.incident], at: sample.now, by: sample.rulebook))
        #expect(message.text.contains("\nESCALATION EXHAUSTED — 2 h late: "))
        #expect(message.text.components(separatedBy: "must report to").count == 2)
        #expect(message.data["notices"]?.array?.count == 4, "programs get each")
    }
}

/// The small words of messages that must be true.
@Suite struct TrueWordsTests {
    @Test(arguments: [("17:59", "less than 1 min left"), ("18:00", "deadline reached")])
    func `at the deadline itself nothing is late`(time: String, state: String) throws {
        let sample = try Sample(at: time == "18:00" ? "18:00" : "17:59")
        let now = time == "18:00" ? sample.now : sample.now + .seconds(45)
        let items = sample.incident.samples(
            for: time == "18:00" ? .overdue : .approaching, at: now)
        let message = try #require(
            Message(
                sample.rulebook.samples(
                    of: .incident("i-1", items), to: .contact("smith"), at: now),
                of: ["i-1": sample.incident], at: now, by: sample.rulebook))
        #expect(message.text.contains(state), "\(message.text)")
        #expect(!message.subject.contains("late"))
    }

    @Test(arguments: Language.allCases)
    func `a late notice says that the report is overdue, and that the notice is late`(
        language: Language
    ) throws {
        let sample = try Sample()
        let message = try sample.message("catch-up", in: language)
        let isChinese = language == .chinese
        #expect(message.subject.hasPrefix(isChinese ? "【逾期未报 已超2小时】" : "[OVERDUE, 2 h late]"))
        #expect(message.text.contains(isChinese ? "本通知发出晚于预定时间" : "after its scheduled time"))
        let early = try Sample(at: "17:40").message("catch-up", in: language)
        #expect(early.subject.hasPrefix(isChinese ? "【即将到时】" : "[DUE SOON]"))
        #expect(message.type == "incident.report_catch_up")
    }

    @Test func `a text of Duebell's own keeps its lines`() throws {
        let sample = try Sample()
        let operation = Delivery.Operation(
            kind: .recordRefused, detail: "a.json:1:2: one\na.json:3:4: two")
        let message = try #require(
            Message(
                sample.rulebook.samples(
                    of: .operation(operation), to: .contact("smith"), at: sample.now),
                of: [:], at: sample.now, by: sample.rulebook))
        #expect(message.text.contains("Details: a.json:1:2: one\na.json:3:4: two\n"))
        #expect(message.html.contains("<p style=\"margin:0 0 8px\">a.json:3:4: two</p>"))
    }

    @Test func `characters nobody sees are in no part`() throws {
        let hidden = "\u{200B}\u{200F}\u{202E}\u{2066}\u{FEFF}\u{AD}\u{E0041}\u{61C}\u{3164}"
        let sample = try Sample(title: "Gas\(hidden) explosion")
        for reason in Sample.reasons {
            let message = try sample.message(reason, in: .english)
            for part in Message.Part.allCases {
                let scalars = message[part].unicodeScalars
                #expect(!scalars.contains { hidden.unicodeScalars.contains($0) }, "\(part)")
            }
        }
    }
}
