import Cases
import Messages
import Rules
import Testing

@Suite struct TypesetterTests {
    /// Renders a message about the sample with some templates.
    static func set(
        _ templates: [String: String], _ reason: String = "overdue",
        in language: Language = .english, title: String = "Gas explosion",
        as occasion: Message.Occasion = .show
    ) throws -> Typesetter.Outcome {
        let sample = try Sample(title: title, templates: templates)
        let typesetter = Typesetter(sample.rulebook.templates, stopwatch: { .zero })
        return typesetter.set(try sample.message(reason, in: language, as: occasion))
    }

    @Test func `the most specific template is taken, part by part`() throws {
        let subjects = [
            "templates/any.subject.mustache": "any",
            "templates/any.en.subject.mustache": "any in English",
            "templates/overdue.subject.mustache": "overdue",
            "templates/overdue.en.subject.mustache": "overdue in English",
            "templates/operation.subject.mustache": "operation",
        ]
        func subject(_ reason: String, _ language: Language) throws -> String {
            try Self.set(subjects, reason, in: language).message.subject
        }
        #expect(try subject("overdue", .english) == "overdue in English")
        #expect(try subject("overdue", .chinese) == "overdue")
        #expect(try subject("met", .english) == "any in English")
        #expect(try subject("met", .chinese) == "any")
        #expect(try subject("rules-refused", .chinese) == "operation")
        #expect(try subject("test", .english) == "[TEST] Duebell test message")
        let built = try Sample(title: "Gas explosion").message("overdue", in: .english)
        #expect(try Self.set(subjects).message.text == built.text)
    }

    @Test func `people's own template stands in place of a pack's, and unused packs are not seen`()
        throws
    {
        let rules = try Sample.rulebook([
            "templates/any.subject.mustache": "own", "a/templates/any.subject.mustache": "pack",
            "a/pack.json": "{\"pack\":{\"title\":\"A\"}}",
        ])
        #expect(rules.templates.map(\.name) == ["templates/any.subject.mustache"])
    }

    @Test func `a value is escaped as its part wants it`() throws {
        let title = "<b>&\"\u{301} onx='1'</b> *_[x](http://e.example)"
        let template = "{{title}}"
        let parts = ["subject", "short", "text", "html", "markdown"]
        let files = parts.map { ("templates/any.\($0).mustache", template) }
        let message = try Self.set(Dictionary(uniqueKeysWithValues: files), title: title).message
        #expect(message.subject == title)
        #expect(message.short == title)
        #expect(message.text == title + "\n")
        // The accent forms one character with the preceding quotation mark, which must be escaped
        // anyway.
        let html =
            "&lt;b&gt;&amp;&quot;\u{301} onx=&#39;1&#39;&lt;/b&gt; *_[x](http://e.example)\n"
        #expect(Array(message.html.unicodeScalars) == Array(html.unicodeScalars))
        #expect(message.markdown.contains("\\*\\_\\[x\\](http"))
        #expect(message.markdown.contains("\\<b\\>"))
    }

    @Test func `a value is no template, and no line of a subject`() throws {
        let set = try Self.set(
            [
                "templates/any.subject.mustache": "{{title}}\r\nBcc: a@example.org\u{7}\n",
                "templates/any.text.mustache": "{{title}}|{{> _x}}",
                "templates/_x.mustache": "<{{title}}>",
            ], title: "{{signature}}{{> _x}}\r\nX: y\u{202E}")
        #expect(set.faults == [])
        #expect(set.message.subject == "{{signature}}{{> _x}} X: y Bcc: a@example.org")
        #expect(
            set.message.text == "{{signature}}{{> _x}} X: y|<{{signature}}{{> _x}} X: y>\n")
    }

    @Test func `an item shows nothing of what lies around it`() throws {
        let set = try Self.set(
            [
                "templates/any.text.mustache":
                    "{{#items}}[{{detail}}{{^detail}}none{{/detail}}]{{/items}}{{detail}}."
            ], "overdue")
        #expect(set.message.text == "[none].\n")
        let told = try Self.set(
            [
                "templates/any.text.mustache":
                    "{{#told}}{{.}}{{^last()}}; {{/last()}}{{/told}} {{lead.late}} {{count(items)}}"
            ], "overdue")
        #expect(told.message.text == "张伟; 刘强; 李娜 2 h 1\n")
    }

    @Test(arguments: [
        ("{{#items}}", "templates/any.text.mustache:1:1"),
        ("a\n  {{=<% %>=}}", "templates/any.text.mustache:2:3"),
        ("{{> _none}}", "no file \"_none.mustache\" beside this one"),
        ("{{> _loop}}", "includes itself"),
        ("{{^items}}x{{/items}}", "gives an empty text"),
    ])
    func `a template that fails leaves the built-in text and says why`(
        template: String, reason: String
    ) throws {
        let built = try Sample(title: "Gas explosion").message("overdue", in: .english)
        let set = try Self.set([
            "templates/any.text.mustache": template, "templates/_loop.mustache": "{{> _loop}}",
        ])
        #expect(set.message.text == built.text)
        #expect(set.faults.count == 1)
        #expect(set.faults.first?.contains(reason) == true, "\(set.faults)")
        #expect(set.faults.first?.hasPrefix("rules/templates/") == true)
    }

    @Test func `a template that costs too much is stopped`() throws {
        let doubling = Dictionary(
            uniqueKeysWithValues: (0..<7).map {
                ("templates/_\($0).mustache", String(repeating: "{{> _\($0 + 1)}}", count: 60))
            })
        let nested = (0..<12).reduce("x") { inner, _ in "{{#told}}\(inner){{/told}}" }
        let files: [(String, [String: String], String)] = [
            ("{{> _0}}", doubling, "includes more than 256 kB"),
            (nested, [:], "goes through lists more than"),
            (String(repeating: "{{text}}", count: 2_000), [:], "gives more than 256 kB"),
            (String(repeating: "{a", count: 8_001), [:], "more than 8000 opening braces"),
            (String(repeating: "a", count: 65_537), [:], "more than 64 kB in one file"),
        ]
        for (template, others, reason) in files {
            var files = others
            files["templates/_7.mustache"] = "seven"
            files["templates/any.text.mustache"] = template
            let set = try Self.set(files)
            #expect(set.faults.count == 1)
            #expect(set.faults.first?.contains(reason) == true, "\(set.faults)")
        }
    }

    @Test func `a template that is slow is stopped by the clock`() throws {
        let sample = try Sample(
            title: "Gas explosion",
            templates: ["templates/any.text.mustache": "{{#items}}{{owing}}{{/items}}"])
        let ticks = Ticks()
        let typesetter = Typesetter(sample.rulebook.templates, stopwatch: { ticks.next() })
        let message = try sample.message("overdue", in: .english)
        let set = typesetter.set(message)
        #expect(set.faults == ["rules/templates/any.text.mustache: takes longer than 1.0 seconds"])
        #expect(set.message.text == message.text)
    }

    @Test func `what is not for real says so whatever its template says`() throws {
        let set = try Self.set(
            [
                "templates/any.subject.mustache": "S", "templates/any.text.mustache": "T",
                "templates/any.short.mustache": "{{mark}}X",
                "templates/any.markdown.mustache": "M",
                "templates/any.html.mustache": "<p>H</p>",
            ], "overdue", as: .test)
        #expect(set.message.subject == "[TEST] S")
        #expect(set.message.text == "[TEST]\nT\n")
        #expect(set.message.short == "[TEST] X")
        #expect(set.message.markdown == "\\[TEST\\]\n\nM\n")
        #expect(set.message.html.contains("[TEST]"))
        #expect(set.faults.count == 1)
    }

    @Test func `what is wrong with templates is told with its place`() throws {
        let documents = Sample.documents([
            "templates/any.en.text.mustache": "{{titel}}\n{{#items}}{{dueIn}}{{/items}}{{items}}",
            "templates/overdu.text.mustache": "x", "templates/any.html.mustache": "{{{title}}}",
            "templates/any.de.text.mustache": "x", "templates/any.texts.mustache": "x",
            "any.text.mustache": "x", "templates/_p.mustache": "{{owing}}{{shouted(title)}}",
        ])
        let lines = Typesetter(documents, stopwatch: { .zero }).diagnostics.map(\.description)
        let expected = [
            "rules/any.text.mustache:1:1: warning: /: a template outside of a folder",
            "rules/templates/_p.mustache:1:10: warning: /: no transform is named",
            "rules/templates/any.de.text.mustache:1:1: warning: /: the name of the file says \"de\"",
            "rules/templates/any.en.text.mustache:1:1: warning: /: no name \"titel\" here",
            "rules/templates/any.en.text.mustache:2:11: warning: /: no name \"dueIn\" here",
            "rules/templates/any.en.text.mustache:2:30: warning: /: {{items}}, which is no text",
            "rules/templates/any.html.mustache:1:1: warning: /: {{{title}}}, which is not escaped",
            "rules/templates/any.texts.mustache:1:1: warning: /: the name of the file says \"texts\"",
            "rules/templates/overdu.text.mustache:1:1: warning: /: the name of the file says",
        ]
        #expect(lines.count == expected.count, "\(lines)")
        for (line, start) in zip(lines, expected) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(lines.filter { $0.contains("nearest is \"title\"") }.count == 1)
        #expect(lines.filter { $0.contains("nearest is \"overdue\"") }.count == 1)
    }

    @Test func `no text makes the reader of templates stumble`() throws {
        let pieces = [
            "{{", "}}", "{{{", "}}}", "{{#items}}", "{{/items}}", "{{^told}}", "{{/told}}", "{{!",
            "{{title}}", "{{&x}}", "{{> _p}}", "{{.}}", "{{a.b.c}}", "{{f(x)}}", "{{last()}}",
            "{{=", "\n", " ", "\u{301}", "\r\n", "{", "}", "字", "{{<", "{{$", "{{%", "{{)(}}",
        ]
        var state: UInt64 = 20_260_512
        func random(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let sample = try Sample()
        let message = try sample.message("overdue", in: .chinese)
        for _ in 0..<2_000 {
            let text = (0..<random(12)).map { _ in pieces[random(pieces.count)] }.joined()
            let documents = Sample.documents([
                "templates/any.text.mustache": text, "templates/_p.mustache": "p",
            ])
            let set = Typesetter(documents, stopwatch: { .zero }).set(message)
            #expect(set.faults.isEmpty || set.message.text == message.text, "\(text)")
        }
    }
}

/// A clock that advances by six tenths of a second at each reading.
private final class Ticks: @unchecked Sendable {
    private var count = 0

    func next() -> Duration {
        count += 1
        return .milliseconds(count * 600)
    }
}
