import Foundation
import JSON
import TestSupport
import Testing

/// The help and the reports of invalid arguments on a Chinese terminal.
@Suite struct ChineseHelpTests {
    private static let chinese = ["LC_ALL": "zh_CN.UTF-8"]

    private static func run(_ arguments: [String]) async throws -> Program.Outcome {
        let office = try Office()
        return try await Program.run(arguments, in: office.folder.path, environment: chinese)
    }

    /// The words that stay as they are in Chinese help, by reason.
    private static let kept: [String: Set<String>] = [
        "the program and its commands": Set(
            ["duebell", "Duebell", "help"] + ManualTests.commands.flatMap(\.self)),
        "formats, standards and tools by their own name": [
            "JSON", "JsonLogic", "JUnit", "XML", "Schema", "draft", "UTF", "RFC", "tz", "Debian",
            "iCalendar", "cron", "systemd", "man", "CAP_LEASE", "DUEBELL_CONTACT", "sqlite",
            "LC_ALL", "shell", "PostgreSQL", "HTML", "Markdown", "Regimes", "draft-", "UTF-",
        ],
        "placeholders of values, as in the usage": [
            "NAME", "VALUE", "TIME", "RULE", "ADDRESS", "PATH", "USER", "HOST", "DATABASE",
            "contact",
            "schedule", "mailto", "env", "file", "postgres",
        ],
        "values as they are written, ids and units": [
            "zh-Hans", "en", "off", "ndjson", "text", "json", "ics", "keep", "delete", "done",
            "logfmt", "journal", "debug", "info", "notice", "warning", "error", "office",
            "compliance", "not-started", "pending", "approaching", "overdue", "met", "waived",
            "missed", "accident", "major", "classified", "deaths", "phone", "written", "msg_",
            "rules", "send", "h", "s", "m", "test", "not", "suspected", "T",
        ],
    ]

    /// Returns the words in Latin letters of a page but those of examples, usage, quotes, options.
    private static func words(_ page: String) -> Set<String> {
        var text = ""
        var (isUsage, isExample) = (false, false)
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            isUsage = line.hasPrefix("用法：") || (isUsage && !line.isEmpty)
            isExample = line.hasPrefix("示例：") || (isExample && !line.isEmpty)
            if !isUsage, !isExample { text += line + "\n" }
        }
        for quoted in [/`[^`]*`/, /\/[a-z\/]+/, /\{[^，。]*\}/, /"[^"]*"/, /<[^>]*>/, /'[^']*'/] {
            text.replace(quoted, with: "")
        }
        text.replace(/--?[a-z][a-z-]*/, with: "")
        return Set(text.matches(of: /[A-Za-z][A-Za-z_-]*/).map { String($0.output) })
    }

    /// The values that an argument accepts, by the description of the commands.
    private static func values(_ command: JSON) -> Set<String> {
        let own = (command["arguments"]?.array ?? []).flatMap { argument in
            (argument["allValues"]?.array ?? []).compactMap(\.string)
                + [argument["defaultValue"]?.string].compactMap(\.self)
        }
        let further = (command["subcommands"]?.array ?? []).flatMap(values)
        return Set(own + further)
    }

    @Test func `no English word is left in Chinese help but names, values and placeholders`()
        async throws
    {
        let dump = try await Self.run(["--experimental-dump-help"])
        let tree = try JSONReader.read(Array(dump.output.utf8))
        let known = Self.kept.values.reduce(into: Self.values(tree["command"] ?? [:])) {
            $0.formUnion($1)
        }
        for command in ManualTests.commands {
            let page = try await Self.run(command + ["--help"])
            #expect(page.status == 0)
            #expect(page.output.hasPrefix("概述："), "\(command)")
            let text = page.output.replacing(
                /(?:原因|问题|哪一种)：[a-z-]+(?:、\s*[a-z-]+)*/, with: "")
            let left = Self.words(text).subtracting(known)
            #expect(left.isEmpty, "\(command): \(left.sorted())")
        }
    }

    @Test func `a help page fits the width of the terminal`() async throws {
        let office = try Office()
        for width in [80, 120] {
            let environment = Self.chinese.merging(["COLUMNS": "\(width)"]) { $1 }
            let page = try await Program.run(
                ["list", "--help"], in: office.folder.path, environment: environment)
            for line in page.lines where !line.hasPrefix("用法：") {
                let columns = line.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2000 ? 1 : 2) }
                #expect(columns <= width, "\(line)")
            }
        }
    }

    @Test(arguments: [
        (["check", "--rule", "x"], "错误：没有参数 '--rule'，是否应为 '--rules'？"),
        (["check", "--bogus"], "错误：没有参数 '--bogus'"),
        (["check", "--rules"], "错误：'--rules <rules>' 没有写值"),
        (["explain"], "错误：缺少参数 '<incident>'"),
        (["check", "extra"], "错误：多余的参数 'extra'"),
        (["check", "a", "b"], "错误：多余的参数 2 个：'a'、'b'"),
        (["check", "--format", "x"], "错误：'--format <format>' 的值 'x' 不对，应为 'text'、'json' 之一。"),
        (["list", "--all=x"], "错误：'--all' 不带值，却写了 'x'。"),
        (["list", "--since", "x"], "错误：'--since <since>' 的值 'x' 不对：写的是 `x`，"),
        (["list", "--limit", "0"], "错误：--limit：写的是 0，应为 1 或更大的数"),
        (["oncall", "--schedule", "a", "--unit", "b"], "错误：--schedule 和 --unit 只能写一个"),
    ])
    func `an invalid argument is reported in Chinese`(arguments: [String], report: String)
        async throws
    {
        let outcome = try await Self.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix(report), "\(outcome.errors)")
        #expect(outcome.errors.contains("\n用法：duebell "), "\(outcome.errors)")
        #expect(outcome.errors.contains("  详见 'duebell "), "\(outcome.errors)")
    }

    @Test func `manual pages stay English and scripts stay whole on a Chinese terminal`()
        async throws
    {
        let office = try Office()
        let path = office.folder.path
        let manual = try await Program.run(
            ["manual", "man1"], in: path, environment: Self.chinese)
        #expect(manual.status == 0, "\(manual.errors)")
        #expect(try office.folder.read("man1/duebell-list.1").utf8.allSatisfy { $0 < 0x80 })
        let script = try await Program.run(
            ["--generate-completion-script", "bash"], in: path, environment: Self.chinese)
        try TestSupport.run("/bin/bash", ["-n"], input: Array(script.output.utf8))
    }

    @Test func `check and test say in Chinese what they found`() async throws {
        let check = try await Self.run(["check"])
        #expect(check.status == 0, "\(check.errors)")
        #expect(
            Array(check.lines.prefix(2)) == [
                "3 条规则，1 个催报方案，9 个单位，20 位联系人，0 个值班表，1 个发送通道",
                "时区 Asia/Shanghai",
            ])
        let city = "  city：{\"var\":\"incident.unit\"} 报 city-committee、city-government，发生后 2 小时内"
        #expect(check.output.contains(city + "；催报方案 press-for-report\n"), "\(check.output)")
        let test = try await Self.run(["test", "rules"])
        #expect(test.lines.last?.firstMatch(of: /^通过 \d+ 个，未通过 0 个$/) != nil)
        #expect(test.lines.dropLast().allSatisfy { $0.hasPrefix("通过  ") })
    }
}
