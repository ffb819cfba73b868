import Cases
import Deliveries
import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing

@Suite struct BuiltInTests {
    /// The check of HTML with a browser's rules; fails on unclosed tags and external links.
    private static let htmlCheck = """
        import sys
        from html.parser import HTMLParser

        class Check(HTMLParser):
            def __init__(self):
                super().__init__()
                self.open, self.text = [], ""
            def handle_starttag(self, tag, attributes):
                if tag not in ("meta", "hr", "br"): self.open.append(tag)
                for name, value in attributes:
                    assert name not in ("src", "href", "background") and "url(" not in value, value
                    assert not name.startswith("on"), name
            def handle_endtag(self, tag):
                assert self.open.pop() == tag, tag
            def handle_data(self, data):
                self.text += data

        check = Check()
        check.feed(sys.stdin.buffer.read().decode())
        check.close()
        assert not check.open, check.open
        sys.stdout.write(check.text)
        """

    @Test func `the HTML is whole, leads nowhere, and shows what was said as it was said`() throws {
        let title = "<img src=x onerror='alert(1)'> & \"quotes\" </title></p>"
        let sample = try Sample(title: title)
        for reason in ["overdue", "met", "rules-refused", "test"] {
            let html = try sample.message(reason, in: .chinese).html
            let shown = try run(
                "/usr/bin/python3", ["-c", Self.htmlCheck], input: Array(html.utf8))
            let text = String(decoding: shown, as: UTF8.self)
            #expect(!text.isEmpty)
            #expect(text.contains(title) == (Notice.Reason(rawValue: reason) != nil))
        }
    }

    static let matters = Sample.reasons.flatMap { reason in
        Language.allCases.map { (reason, $0) }
    }

    @Test(arguments: matters)
    func `the templates handed out say what the built-in texts say`(
        reason: String, language: Language
    ) throws {
        let files = ReadyTemplate.all.flatMap { ready in
            ["any", "operation", "test"].map {
                ("templates/\($0).\(ready.part.rawValue).mustache", ready.text)
            }
        }
        let sample = try Sample(templates: Dictionary(uniqueKeysWithValues: files))
        for occasion in [Message.Occasion.show, .test] {
            let message = try sample.message(reason, in: language, as: occasion)
            let typesetter = Typesetter(sample.rulebook.templates, stopwatch: { .zero })
            #expect(typesetter.diagnostics == [])
            let set = typesetter.set(message)
            #expect(set.faults == [])
            for part in Message.Part.allCases {
                #expect(set.message[part] == message[part], "\(part)")
            }
        }
    }

    @Test(arguments: matters)
    func `every message is whole in every part`(reason: String, language: Language) throws {
        let sample = try Sample()
        let message = try sample.message(reason, in: language)
        for part in Message.Part.allCases {
            let text = message[part]
            #expect(!text.allSatisfy { $0.isWhitespace })
            #expect(!text.contains("http"), "nothing comes from outside: \(part)")
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
        }
        #expect(!message.subject.contains { $0.isNewline })
        #expect(!message.short.contains { $0.isNewline })
        #expect(message.short.count <= 140)
        #expect(message.html.contains("<html lang=\"\(language.rawValue)\">"))
        #expect(message.html.contains("prefers-color-scheme:dark"))
        if Notice.Reason(rawValue: reason) != nil {
            for part in [Message.Part.text, .html, .markdown] {
                #expect(message[part].contains("Asia/Shanghai"))
            }
            // What happened comes first, then what is wrong.
            let head = message.text.split(separator: "\n").prefix(2).joined(separator: "\n")
            #expect(head.contains(message.model["statement"]?.string ?? "?"))
        }
    }

    @Test func `the first lines say who is late in what, and what to do`() throws {
        let sample = try Sample(title: "Gas explosion")
        let message = try sample.message("still-overdue", in: .english)
        #expect(
            message.text.hasPrefix(
                """
                Gas explosion (i-1, major)
                STILL OVERDUE — 2 h late: 安居区委办公室 must report to 市委办公室 and 市政府办公室
                Action: Make sure that 安居区委办公室 reports at once.
                Occurred: 16:00 on 12 May 2026 (Asia/Shanghai)
                Due: 18:00 on 12 May 2026 (Asia/Shanghai)
                Rule: 紧急信息报送 (urgent/city)
                Also notified: 张伟, 刘强, 李娜

                """), "\(message.text)")
        #expect(
            message.short
                == "[STILL OVERDUE, 2 h late] Gas explosion · 安居区委办公室 must report to 市委办公室 and "
                + "市政府办公室 · Make sure that 安居区委办公室 reports at once.")
        let exhausted = try Sample().message("exhausted", in: .english)
        #expect(exhausted.subject.hasPrefix("[ESCALATION EXHAUSTED, 2 h late] "))
        let early = try Sample(at: "17:40").message("approaching", in: .chinese)
        #expect(
            early.short
                == "【即将到时】燃气爆炸 · 安居区委办公室应报市委办公室、市政府办公室 · "
                + "时限5月12日18:00（Asia/Shanghai） · 在时限前报告。")
        #expect(!early.text.contains("同时通知"))
    }

    @Test func `one obligation is said in one piece, in Chinese with Chinese marks`() throws {
        let sample = try Sample()
        let item = Delivery.Item(
            reason: .insufficient, obligation: sample.incident.obligations[0].id, steps: [],
            dueAt: sample.now, detail: .legacy("无签发人"))
        let deliveries = sample.rulebook.samples(
            of: .incident("i-1", [item]), to: .contact("zhang"), at: sample.now)
        let message = Message(
            deliveries, of: [sample.incident.id: sample.incident], at: sample.now,
            by: sample.rulebook)
        #expect(
            message?.text == """
                燃气爆炸（i-1，major）
                报告不合要求，已超2小时：安居区委办公室应报市委办公室
                请办理：按所述原因补正后重新报送。
                发生时间：2026年5月12日 16:00（Asia/Shanghai）
                详情：无签发人
                时限：2026年5月12日 18:00（Asia/Shanghai）
                依据：紧急信息报送
                同时通知：刘强、李娜

                --\u{20}
                此消息由 Duebell 自动发出。

                """)
        #expect(
            message?.markdown.hasPrefix(
                """
                **燃气爆炸（i-1，major）**

                **报告不合要求，已超2小时：安居区委办公室应报市委办公室**

                **请办理**：按所述原因补正后重新报送。

                - 发生时间：2026年5月12日 16:00（Asia/Shanghai）
                - 详情：无签发人
                - 时限：
                """) == true)
    }

    @Test func `readers of one message who differ in what they are to it are told what suits all`()
        throws
    {
        let sample = try Sample()
        let item = Delivery.Item(
            reason: .overdue, obligation: sample.incident.obligations[0].id, steps: [],
            dueAt: sample.now, detail: nil)
        func action(_ people: [Contact.ID]) throws -> String? {
            let deliveries = people.flatMap {
                sample.rulebook.samples(
                    of: .incident("i-1", [item]), to: .contact($0), at: sample.now)
            }
            let message = Message(
                deliveries, of: [sample.incident.id: sample.incident], at: sample.now,
                by: sample.rulebook)
            return message?.model["action"]?.string
        }
        #expect(try action(["zhang"]) == "立即报告。")
        #expect(try action(["li"]) == "立即向安居区委办公室催报。")
        #expect(try action(["zhang", "li"]) == "督促安居区委办公室立即报告。")
    }

    @Test func `the page on texts knows every name`() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let page = try String(
            contentsOf: here.appending(
                path: "../../Sources/duebell/duebell.docc/Guides/Writing-texts.md"),
            encoding: .utf8)
        let listed = MessageModel.names.flatMap { outer in
            [outer.name] + (outer.name == "lead" ? [] : outer.members.map(\.name))
        }
        #expect(listed.filter { !page.contains("| `\($0)` |") } == [])
    }

    @Test func `templates are no part of what obligations rest on`() throws {
        let bare = try Sample.rulebook()
        let dressed = try Sample.rulebook(["templates/any.text.mustache": "x"])
        #expect(bare.digest == dressed.digest)
        #expect(bare.templatesDigest != dressed.templatesDigest)
    }

    @Test func `a hostile title stays a title in every part`() throws {
        let bidi = "\u{202E}\u{2066}"
        let title =
            "{{signature}}<script>alert(1)</script>\u{0}\u{1B}[31m\u{7F}\u{85}\u{2028}\(bidi)"
            + String(repeating: "长", count: 100_000)
        let sample = try Sample(title: title)
        for reason in Notice.Reason.allCases {
            let message = try sample.message(reason.rawValue, in: .chinese)
            for part in Message.Part.allCases {
                let text = message[part]
                #expect(text.utf8.count < 8_000, "\(part)")
                #expect(!text.unicodeScalars.contains { bidi.unicodeScalars.contains($0) })
                #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
                #expect(text.contains("{{signature}}") || part == .short, "\(part) \(text)")
            }
            #expect(!message.html.contains("<script>"))
            #expect(message.markdown.contains("\\<script"))
            #expect(message.subject.contains("报市委办公室") || reason == .undecidable)
        }
    }

    @Test func `the model has no name but those that are listed, and each of those somewhere`()
        throws
    {
        var seen: Set<String> = []
        let sample = try Sample()
        let before = try Sample(at: "17:00")
        for reason in Sample.reasons {
            for (sample, occasion) in [(sample, Message.Occasion.test), (before, .show)] {
                let message = try sample.message(reason, in: .english, as: occasion)
                Self.collect(message.model, MessageModel.names, "", &seen)
            }
        }
        for message in try Self.others() + [Self.crowded(), Self.half(), Self.instructed()] {
            Self.collect(message.model, MessageModel.names, "", &seen)
        }
        let listed = MessageModel.names.flatMap { outer in
            [outer.name] + outer.members.map { "\(outer.name).\($0.name)" }
        }
        #expect(seen.subtracting(listed) == [])
        #expect(Set(listed).subtracting(seen) == [])
    }

    /// Returns a message with more items than are written out, the first about several occurrences.
    private static func crowded() throws -> Message {
        let sample = try Sample()
        let id = sample.incident.obligations[0].id
        let run = Delivery.Item.Run(count: 3, first: id, from: nil, through: nil)
        let items = (0..<22).map { number in
            Delivery.Item(
                reason: .insufficient, obligation: id, steps: [1], dueAt: sample.now,
                detail: .legacy("lacks \(number)"), run: number == 0 ? run : nil)
        }
        return try #require(
            Message(
                sample.rulebook.samples(
                    of: .incident("i-1", items), to: .contact("zhang"), at: sample.now),
                of: [sample.incident.id: sample.incident], at: sample.now, by: sample.rulebook,
                as: .show))
    }

    /// Returns a message about one of two reports of an urgent, classified incident.
    private static func half() throws -> Message {
        var sample = try Sample(with: ["urgency": "特急", "classification": "机密"])
        try sample.report(to: "city", at: "19:00", with: ["form": "phone", "by": "张伟"])
        return try sample.message("met", in: .chinese, as: .real)
    }

    /// Returns a message about an instruction on an incident with facts, labels and a sighting.
    private static func instructed() throws -> Message {
        var sample = try Sample(with: [
            "kind": "accident", "facts": ["dead": 2], "labels": ["street": "滨江路"],
        ])
        try sample.take([
            "type": "sighting", "incident": "i-1", "source": "press",
            "seenAt": "2026-05-12T17:00:00+08:00", "url": "https://news.example/1",
        ])
        try sample.take([
            "type": "instruction", "incident": "i-1", "id": "n-1", "by": "li",
            "at": "2026-05-12T19:00:00+08:00", "text": "查清原因",
        ])
        let answer = try #require(sample.incident.obligations.first { $0.name == "answer" })
        let item = Delivery.Item(
            reason: .approaching, obligation: answer.id, steps: [1], dueAt: sample.now, detail: nil)
        return try #require(
            Message(
                sample.rulebook.samples(
                    of: .incident("i-1", [item]), to: .contact("zhang"), at: sample.now),
                of: ["i-1": sample.incident], at: sample.now, by: sample.rulebook))
    }

    /// Returns a drill, a message without clearance, and a combined message.
    private static func others() throws -> [Message] {
        let secret = try Sample(with: ["classification": "secret", "labels": ["drill": true]])
        let sample = try Sample()
        let items = sample.incident.samples(for: .overdue, at: sample.now)
        let bundle = Delivery.CombinedMessage(
            parts: [Delivery.CombinedMessage.Part(incident: "i-1", items: items)],
            notes: [.legacy("held back")])
        var untold = UnreachedRecipients()
        untold.add(["contact:liu"], of: "i-1")
        return [secret, sample].flatMap { sample in
            ["zhang", "room"].flatMap { reader in
                [Delivery.Matter.incident("i-1", items), .combined(bundle)].compactMap { matter in
                    Message(
                        sample.rulebook.samples(
                            of: matter, to: .contact(Contact.ID(reader)), at: sample.now),
                        of: [sample.incident.id: sample.incident], at: sample.now,
                        by: sample.rulebook, untold: untold)
                }
            }
        }
    }

    @Test func `what a channel may not carry is in no part and no name`() throws {
        let masked = try Self.others().filter { $0.model["isMasked"] == true }
        #expect(masked.count == 2, "what nobody classified is not known to be public")
        for message in masked {
            let parts = Message.Part.allCases.map { message[$0] }
            let model = JSON.object(message.model).serialized()
            for text in parts + [model] {
                #expect(!text.contains("燃气") && !text.contains("安居"))
            }
            let isDrill = message.model["isDrill"] == true
            #expect(parts.allSatisfy { $0.contains("【演练】") == isDrill })
            #expect(
                TemplateName.candidates(for: message, .text).map(\.reason) == ["masked", "masked"])
        }
    }

    @Test func `what a channel may not carry goes by the keys of what it may`() throws {
        let messages = try Self.others()
        func keys(_ message: Message) -> [String] {
            (message.data["notices"]?.array ?? []).compactMap { notice in
                let obligation = notice["obligation"]?.string
                return notice["key"]?.string
                    ?? obligation.map { AlertKey.text(incident: "i-1", obligation: $0) }
            }
        }
        let masked = try #require(messages.first { $0.type == "incident.masked" })
        let open = try #require(messages.first { $0.type == "incident.report_overdue" })
        #expect(keys(masked).isEmpty == false)
        #expect(keys(masked) == keys(open))
        let data = JSON.object(masked.data).serialized()
        #expect(!data.contains("urgent") && !data.contains("anju") && !data.contains("obligation"))
    }

    private static func collect(
        _ object: JSONObject, _ names: [MessageModel.Name], _ prefix: String,
        _ seen: inout Set<String>
    ) {
        for member in object.members {
            seen.insert(prefix + member.key)
            #expect(member.value != "" && member.value != .null, "\(member.key) is left out")
            let below = names.first { $0.name == member.key }?.members ?? []
            let isOpen = names.first { $0.name == member.key }?.isOpen ?? false
            for value in member.value.array ?? [member.value] {
                guard !isOpen, let object = value.object else { continue }
                collect(object, below, prefix + member.key + ".", &seen)
            }
        }
    }
}
