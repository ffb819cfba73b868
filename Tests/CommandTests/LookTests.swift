import Foundation
import JSON
import Rules
import TestSupport
import Testing

@Suite struct LookTests {
    @Test func `list, show and explain tell how an incident stands`() async throws {
        let office = try Office()
        try await office.watchFoundingCase()

        let list = try await office.run("list")
        #expect(list.status == 0)
        let rows = list.lines.filter { $0.hasPrefix("●") }
        #expect(rows.count == 5, "the city committee has its report")
        #expect(rows.allSatisfy { $0.contains("逾期") && $0.contains("i-2026-0512") })
        let all = try await office.run("list", "--all", "--format", "json")
        let owed = try all.output.ndjson
        #expect(owed.count == 6)
        let met = try #require(owed.first { $0["verdict"] != nil })
        #expect(met["obligation"] == "urgent-information/city@city-committee")
        #expect(met["lateBy"] == "PT3H30M")
        #expect(met["report"] == "r-2")

        let show = try await office.run("show", "i-2026-0512")
        #expect(show.lines.first == "i-2026-0512  安居区某小区燃气爆炸")
        #expect(show.output.contains("迟报3小时30分钟"))
        let json = try await office.run("show", "i-2026-0512", "--format", "json")
        let shown = try JSONReader.read(Array(json.output.utf8))
        #expect(shown["facts"]?["severity"] == "major")
        #expect(shown["reports"]?.array?.count == 1)

        let explain = try await office.run("explain", "i-2026-0512")
        #expect(explain.output.contains("urgent-information: 适用"))
        #expect(!explain.output.contains("instruction-answers"), "there is no instruction")
        #expect(!explain.output.contains("Z  "), "times are local")
        #expect(explain.output.contains(#"incident.severity = "major""#))
        #expect(explain.output.contains("补发提醒"))
        #expect(explain.output.contains("committee-duty@city.example"))
        #expect(explain.output.contains("已送达"))
        #expect(explain.lines.last?.hasPrefix("下一动作：") == true)
    }

    @Test func `what is not there is told with its own exit code`() async throws {
        let office = try Office()
        let none = try await office.run("list")
        #expect(none.status == 66)
        #expect(none.errors.contains("state/duebell.sqlite: there is no database yet"))
        try await office.watchFoundingCase()
        let unknown = try await office.run("explain", "i-0")
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("`i-0`"))
        try office.folder.write("{", to: "rules/units.json")
        let edited = try await office.run("list")
        #expect(edited.status == 0)
        #expect(edited.errors.contains("shown by the rules the watcher kept"))
    }

    @Test func `a backup answers as the database does, and overwrites nothing`() async throws {
        let office = try Office()
        let absent = try await office.run("backup", "a.sqlite")
        #expect(absent.status == 66)
        #expect(office.folder.names(in: "").filter { $0.hasPrefix("a.sqlite") } == [])
        try await office.watchFoundingCase()
        let made = try await office.run("backup", "a.sqlite", "--format", "json")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try made.output.ndjson.first?["file"] == "a.sqlite")
        let again = try await office.run("backup", "a.sqlite")
        #expect(again.status == 73)
        #expect(again.errors.contains("a.sqlite: exists; accepted is a new file"))
        let list = try await office.run("list", "--all")
        let copied = try await office.run("list", "--all", "--store", "sqlite:a.sqlite")
        #expect(copied.output == list.output && !list.output.isEmpty)
        let lost = try await office.run("backup", "nowhere/a.sqlite")
        #expect(lost.status == 73)
    }

    @Test func `every message answers for itself`() async throws {
        let office = try Office()
        try await office.watchFoundingCase()
        let none = try await office.run("deliveries", "--failed")
        #expect(none.lines == ["没有这样的消息。"])
        let all = try await office.run("deliveries", "--format", "json")
        let recent = try await office.run("deliveries", "--format", "json", "--since", "24h")
        #expect(recent.output == all.output)
        let later = try await office.run("deliveries", "--since", "2099-01-01T00:00:00Z")
        #expect(later.lines == none.lines)
        let slip = try await office.run("deliveries", "--since", "yesterday")
        #expect(slip.status == 64)
        #expect(
            slip.errors.contains("found `yesterday`; accepted is a period before now, such as 2h"))
        #expect(slip.errors.contains("Usage: duebell deliveries"))
        let first = try #require(try all.output.ndjson.first)
        let id = try #require(first["delivery"]?.string)
        let one = try await office.run("explain", id)
        for answer in ["发送原因：", "收件依据：", "应发时间：", "通道：", "对方答复："] {
            #expect(one.output.contains(answer))
        }
        let retry = try await office.run("retry", id)
        #expect(retry.status == 1)
        #expect(retry.errors.contains("delivered; only messages that were refused or given up"))
        let unknown = try await office.run("retry", "msg_0")
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("`msg_0`"))
    }
}
