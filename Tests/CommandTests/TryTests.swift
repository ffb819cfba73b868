import Foundation
import JSON
import Rules
import TestSupport
import Testing

@Suite struct TryTests {
    @Test func `ten thousand conditions are answered in order`() async throws {
        let lines = (0..<10_000).map { number in
            #"{"when":{"<":[{"var":"n"},5000]},"data":{"n":\#(number)}}"#
        }
        let outcome = try await Office().run(
            "try", "condition", input: lines.joined(separator: "\n"))
        #expect(outcome.status == 0)
        let answers = outcome.lines
        try #require(answers.count == 10_000)
        #expect(answers[..<5_000].allSatisfy { $0 == #"{"result":true}"# })
        #expect(answers[5_000...].allSatisfy { $0 == #"{"result":false}"# })
    }

    @Test func `what is absent is undecidable, or with strict off null`() async throws {
        let line = #"{"when":{"<":[{"var":"a"},1]},"data":{}}"#
        let office = try Office()
        let strict = try await office.run("try", "condition", line)
        #expect(strict.output == "{\"undecidable\":\"a is absent\"}\n")
        let published = try await office.run("try", "condition", "--strict", "off", line)
        #expect(published.output == "{\"result\":true}\n")
    }

    @Test func `the times of a feed are told, or the line that is not read`() async throws {
        func line(_ rule: String) -> String {
            let feed =
                ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:duty", "SUMMARY:[L1] anna"]
                + ["DTSTART;TZID=Europe/Berlin:20260328T080000", "DURATION:P1D", "RRULE:" + rule]
                + ["END:VEVENT", "END:VCALENDAR", ""]
            let input: JSON = [
                "ics": .string(feed.joined(separator: "\n")), "zone": "Asia/Shanghai",
                "from": "2026-03-29T00:00:00Z", "until": "2026-03-29T12:00:00Z",
            ]
            return input.serialized()
        }
        let lines = [line("FREQ=DAILY"), line("FREQ=DAILY;BYHOUR=8"), "{}"]
        let outcome = try await Office().run("try", "ics", input: lines.joined(separator: "\n"))
        let answers = try outcome.output.ndjson
        try #require(answers.count == 3)
        #expect(
            answers[0]["occurrences"]?.array == [
                [
                    "start": "2026-03-28T07:00:00Z", "end": "2026-03-29T06:00:00Z",
                    "summary": "[L1] anna",
                ],
                [
                    "start": "2026-03-29T06:00:00Z", "end": "2026-03-30T06:00:00Z",
                    "summary": "[L1] anna",
                ],
            ])
        #expect(answers[1]["error"]?.string?.contains("line 7, event duty: RRULE: BYHOUR") == true)
        #expect(answers[2]["error"]?.string?.contains("/ics") == true)
    }

    @Test func `a message is shown in each form, in people's own words, and none is sent`()
        async throws
    {
        let office = try Office()
        let records = Office.top + "/Tests/Examples/founding.ndjson"
        func shown(_ more: String...) async throws -> Program.Outcome {
            let arguments =
                ["try", "message", "--records", records, "--at", "2026-05-12T20:00:00+08:00"]
                + more
            return try await Program.run(arguments, in: office.folder.path)
        }
        let plain = try await shown()
        #expect(plain.lines.first?.hasPrefix("【逾期未报 已超2小时】") == true, "\(plain.errors)")
        #expect(plain.lines.contains("请办理：立即报告：先打电话，书面材料随后补报。"))
        let html = try await shown(
            "--kind", "html", "--language", "en", "--reason", "met", "--at",
            "2026-05-12T22:00:00+08:00")
        #expect(html.output.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        let untrue = try await shown("--reason", "met")
        #expect(untrue.status == 1)
        #expect(untrue.errors.contains("no message is sent for `met`"), "\(untrue.errors)")
        #expect(untrue.errors.contains("possible are opened approaching overdue"))
        let told = try await shown("--to", "engineer", "--reason", "rules-refused")
        #expect(told.lines.first == "【Duebell】规则修改未生效")
        #expect(try await shown("--reason", "overdu").errors.contains("nearest is `overdue`"))

        let written = try await office.run("templates", "--write", "rules/templates")
        #expect(written.lines.count == 5)
        #expect(try await shown().output == plain.output)
        try office.folder.write("{{lead.owing}} {{typo}}", to: "rules/templates/any.short.mustache")
        #expect(try await shown("--kind", "short").output == "安居区委办公室\n")
        let check = try await office.run("check")
        #expect(check.status == 0)
        #expect(
            check.errors.contains(
                "rules/templates/any.short.mustache:1:16: warning: /: no name \"typo\" here"),
            "\(check.errors)")
    }

    @Test func `what is wrong with one line spoils no other`() async throws {
        let outcome = try await Office().run(
            "try", "condition",
            input: """
                {"when":
                {"data":1}
                {"when":{"nonsense":[1]}}

                {"when":{"var":""},"data":"灯"}
                """)
        let answers = try outcome.output.ndjson
        try #require(answers.count == 4)
        #expect(answers[..<3].allSatisfy { $0["error"]?.string?.isEmpty == false })
        #expect(answers[3] == ["result": "灯"])
    }
}
