import JSON
import Rules
import Testing

@Suite struct BodyTemplateTests {
    private let scope: JSON = [
        "message": ["subject": "a \"b\" \\ \n}", "text": "迟到", "incident": nil],
        "to": ["address": "123"], "data": ["late": 15, "notices": [["reason": "overdue"]]],
    ]

    private func filled(_ template: JSON) throws -> JSON {
        try BodyTemplate(template).filled(from: scope)
    }

    @Test func `a place by itself takes the value, inside a text its text`() throws {
        let template: JSON = [
            "all": "{{data}}", "late": "{{data.late}}", "line": "late by {{ data.late }} min",
            "deep": ["{{data.notices.0.reason}}", 1, true, nil], "none": "{{message.incident}}",
            "gone": "{{data.nothing}}", "inside": "<{{data.nothing}}>",
        ]
        let expected: JSON = [
            "all": ["late": 15, "notices": [["reason": "overdue"]]], "late": 15,
            "line": "late by 15 min", "deep": ["overdue", 1, true, nil], "none": nil,
            "gone": nil, "inside": "<>",
        ]
        #expect(try filled(template) == expected)
    }

    @Test func `nothing a record holds breaks the JSON around it`() throws {
        let body = try filled(["x": "[{{message.subject}}]", "y": "{{message.subject}}"])
        let read = try JSONReader.read(body.bytes())
        #expect(read["x"] == "[a \"b\" \\ \n}]")
        #expect(read["y"] == "a \"b\" \\ \n}")
    }

    @Test func `a place in what was filled in is not filled again`() throws {
        let scope: JSON = ["message": ["subject": "{{message.text}}", "text": "secret"]]
        let body = try BodyTemplate(["x": "<{{message.subject}}>"]).filled(from: scope)
        #expect(body["x"] == "<{{message.text}}>")
    }

    @Test func `every place that is not known is told, with the nearest`() {
        let template: JSON = ["a": "{{mesage.text}}", "b": ["{{message}}", "{{data}}", "{{x"]]
        let diagnostics = #expect(throws: RuleErrors.self) { try BodyTemplate(template) }
        let told = (diagnostics?.all ?? []).map { "\($0.pointer) \($0.code) \($0.nearest ?? "")" }
        #expect(
            told == [
                "/a template.unknown message.text", "/b/0 template.unknown ",
                "/b/2 template.form ",
            ])
    }
}
