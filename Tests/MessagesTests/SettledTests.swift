import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import Testing

/// The messages about a report that came while others of the incident are unmet.
@Suite struct SettledTests {
    /// Returns the founding case at 21:30, when one of two offices got its report.
    private static func half(_ more: JSONObject = [:]) throws -> Sample {
        var sample = try Sample(title: "Gas explosion", at: "21:30", with: more)
        try sample.report(to: "city", at: "21:30", with: ["form": "verbal", "by": "张伟"])
        return sample
    }

    /// Returns the message to a contact that the city committee got its report.
    private static func met(
        _ sample: Sample, to contact: Contact.ID, in language: Language
    ) throws -> Message {
        let obligation = try #require(sample.incident.obligations.first { $0.verdict != nil })
        let item = Delivery.Item(
            reason: .met, obligation: obligation.id, steps: [], dueAt: sample.now, detail: nil)
        return try #require(
            Message(
                sample.rulebook.samples(
                    of: .incident("i-1", [item]), to: .contact(contact), at: sample.now),
                of: [sample.incident.id: sample.incident], at: sample.now, by: sample.rulebook,
                in: language))
    }

    @Test func `a report that came is no end while another of the incident is overdue`() throws {
        let message = try Self.met(try Self.half(), to: "zhang", in: .english)
        #expect(
            message.text.hasPrefix(
                """
                Gas explosion (i-1, major)
                REPORTED — 3 h 30 min late: 安居区委办公室 reported to 市委办公室
                Action: Report to 市政府办公室 at once.
                Occurred: 16:00 on 12 May 2026 (Asia/Shanghai)
                Submitted: 21:30 on 12 May 2026 (Asia/Shanghai), form: verbal, by 张伟
                Due: 18:00 on 12 May 2026 (Asia/Shanghai)
                Rule: 紧急信息报送
                Still to be reported: 安居区委办公室 must report to 市政府办公室 — due 18:00 on 12 May 2026 \
                (Asia/Shanghai), 3 h 30 min late

                """), "\(message.text)")
        #expect(
            message.subject
                == "[REPORTED, 3 h 30 min late] Gas explosion · 安居区委办公室 reported to 市委办公室 · "
                + "not yet to 市政府办公室, 3 h 30 min late")
        #expect(message.short.contains("not yet to 市政府办公室, 3 h 30 min late"))
        #expect(message.html.contains("#d93a2b"), "no colour of an all-clear")
        #expect(message.data["tone"] == "alarm")
        let chinese = try Self.met(try Self.half(), to: "zhang", in: .chinese)
        #expect(chinese.text.contains("请办理：立即报市政府办公室。"))
        #expect(chinese.text.contains("报送时间：2026年5月12日 21:30（Asia/Shanghai），形式：口头，报送人：张伟"))
        #expect(chinese.text.contains("尚待报送：安居区委办公室应报市政府办公室，"))
        #expect(!chinese.text.contains("无需"))
    }

    static let readers: [Contact.ID] = ["zhang", "liu", "li", "smith"]

    @Test(arguments: readers, Language.allCases)
    func `nobody reads that nothing is left whom a step of the rest may reach`(
        reader: Contact.ID, language: Language
    ) throws {
        var sample = try Self.half()
        let done = language == .chinese ? "无需再办" : "No further action"
        let rest = language == .chinese ? "市政府办公室" : "市政府办公室"
        let open = try Self.met(sample, to: reader, in: language)
        for part in [Message.Part.text, .html, .markdown, .short, .subject] {
            #expect(!open[part].contains(done), "\(part)")
            #expect(open[part].contains(rest), "\(part)")
        }
        try sample.report("r-2", to: "government", at: "21:30")
        let over = try Self.met(sample, to: reader, in: language)
        #expect(over.text.contains(done))
        #expect(over.data["tone"] == "relief")
        #expect(!over.text.contains(language == .chinese ? "尚待报送" : "Still to be"))
    }

    @Test func `whom nothing of the rest concerns is told that others are outstanding`() throws {
        let sample = try Self.half()
        let open = try #require(sample.incident.obligations.first { $0.isOpen })
        func concerns(_ contact: Contact.ID) -> Bool {
            sample.incident.concerns(
                [.contact(contact)], open, at: sample.now, by: sample.rulebook)
        }
        #expect(concerns("zhang") && concerns("liu") && concerns("smith"))
        #expect(!concerns("room") && !concerns("li"))
        let message = try Self.met(sample, to: "room", in: .english)
        #expect(message.type == "incident.masked", "what nobody classified is left out there")
        #expect(message.text.contains("No action is required from you"))
        #expect(message.text.contains("other reports are outstanding"))
        let li = try Self.met(sample, to: "li", in: .english)
        #expect(li.text.contains("No action is required from you; other reports"))
        #expect(li.text.contains("Still to be reported: "))
        let known = try Self.met(
            try Self.half(["classification": "open"]), to: "room", in: .english)
        #expect(known.type == "incident.report_met")
    }

    @Test func `a masked message speaks of the rest too`() throws {
        let sample = try Self.half()
        let obligation = try #require(sample.incident.obligations.first { $0.verdict != nil })
        let item = Delivery.Item(
            reason: .met, obligation: obligation.id, steps: [], dueAt: sample.now, detail: nil)
        let message = try #require(
            Message(
                sample.rulebook.samples(
                    of: .incident("i-1", [item]), to: .contact("zhang"), at: sample.now),
                of: ["i-1": sample.incident], at: sample.now, by: sample.rulebook, masked: true))
        #expect(message.subject == "【Duebell】一份报告已办结，另有报告未到")
        #expect(message.text.contains("时限：2026年5月12日 18:00"))
        #expect(!message.text.contains("无需"))
        #expect(message.data["over"] == false)
    }
}

/// The seals and the masking of classified incidents.
@Suite struct ClassificationTests {
    private static let marked: JSONObject = ["urgency": "特急", "classification": "机密"]

    @Test(arguments: Language.allCases)
    func `urgency and classification head subject, text and short text`(language: Language) throws {
        let message = try Sample(with: Self.marked).message("overdue", in: language)
        let seals = language == .chinese ? "【特急】【机密】" : "[特急] [机密] "
        #expect(message.subject.hasPrefix(seals))
        #expect(message.short.hasPrefix(seals))
        #expect(message.text.hasPrefix(seals))
        #expect(message.model["urgency"] == "特急")
    }

    @Test(arguments: Language.allCases)
    func `a masked text carries the urgency, not the classification, and nothing untrue`(
        language: Language
    ) throws {
        let sample = try Sample(with: Self.marked)
        let items = sample.incident.samples(for: .overdue, at: sample.now)
        let message = try #require(
            Message(
                sample.rulebook.samples(
                    of: .incident("i-1", items), to: .contact("room"), at: sample.now),
                of: ["i-1": sample.incident], at: sample.now, by: sample.rulebook, in: language))
        for part in Message.Part.allCases {
            #expect(message[part].contains("特急"), "\(part)")
            #expect(!message[part].contains("机密"))
            #expect(!message[part].contains("燃气"))
            #expect(!message[part].contains("登录") && !message[part].contains("ign in"))
        }
        #expect(!JSON.object(message.data).serialized().contains("机密"))
    }
}
