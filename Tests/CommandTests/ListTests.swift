import Foundation
import JSON
import Queries
import TestSupport
import Testing

@Suite struct ListTests {
    private static let english = ["LANG": "en_US.UTF-8"]

    /// Runs a watcher over five incidents of three units, the most urgent last.
    private func office() async throws -> Office {
        let office = try Office()
        let watcher = try office.watcher()
        let records =
            [
                Office.incident("i-1", hoursAgo: 0.1),
                Office.incident("i-2", unit: "chuanshan", hoursAgo: 0.5),
                Office.incident("i-3", unit: "pengxi", severity: "minor", hoursAgo: 1),
                Office.incident("i-4", unit: "pengxi", severity: "critical", hoursAgo: 1.5),
                Office.incident("i-5", hoursAgo: 30),
            ] + [
                [
                    "type": "report", "id": "r-1", "incident": "i-1", "from": "anju",
                    "to": "city-committee", "by": "li-na", "title": "首报", "form": "written",
                    "submittedAt": .string(Office.time(hoursAgo: 0.05)),
                ]
            ]
        try await office.hand(records, until: 6, to: watcher)
        watcher.signal(SIGTERM)
        _ = try await watcher.end()
        return office
    }

    @Test func `the list is a table by deadline that fits the terminal, in its language`()
        async throws
    {
        let office = try await office()
        for (language, header) in [("zh_CN.UTF-8", "状态"), ("en_US.UTF-8", "Status")] {
            for width in [80, 120] {
                let list = try await office.run(
                    "list", environment: ["LANG": language, "COLUMNS": "\(width)"])
                #expect(list.status == 0, "\(list.errors)")
                let rows = list.lines.drop { !$0.contains(header) }
                #expect(rows.first?.contains(header) == true, "\(list.output)")
                for row in rows { #expect(Columns.width(row) <= width, "\(row)") }
            }
        }
        let plain = try await office.run("list", environment: Self.english)
        let incidents = plain.lines.compactMap { $0.firstMatch(of: #/ (i-\d) /#)?.1 }
        #expect(incidents.first == "i-5", "the earliest deadline is first: \(plain.output)")
        #expect(incidents.last == "i-1")
        #expect(!plain.output.contains("\u{1B}"))
        #expect(!plain.output.contains("i-3"), "no report is due on a minor accident")
        #expect(plain.lines.first?.contains("overdue. All times are in Asia/Shanghai.") == true)
    }

    @Test func `the list is narrowed by unit, rule, state, severity and time`() async throws {
        let office = try await office()
        func incidents(_ arguments: String...) async throws -> Set<String> {
            let list = try await Program.run(
                ["list", "--format", "json"] + arguments, in: office.folder.path)
            #expect(list.status == 0, "\(list.errors)")
            return Set(try list.output.ndjson.compactMap { $0["incident"]?.string })
        }
        #expect(try await incidents("--unit", "anju") == ["i-1", "i-5"])
        #expect(try await incidents("--overdue") == ["i-5"])
        #expect(try await incidents("--status", "met") == ["i-1"])
        #expect(try await incidents("--severity", "critical") == ["i-4"])
        #expect(try await incidents("--since", "2099-01-01T00:00:00Z") == [])
        #expect(try await incidents("--rule", "urgent-information").count == 4)
        #expect(try await incidents("--all") == ["i-1", "i-2", "i-4", "i-5"])
        let all = try await office.run("list", "--all")
        #expect(all.output.contains("没有应报事项的事件：\n  i-3"), "\(all.output)")
        let slip = try await office.run("list", "--unit", "anjo")
        #expect(slip.status == 65)
        #expect(slip.errors.contains("nearest is `anju`"))
        let state = try await office.run("list", "--status", "late")
        #expect(state.status == 64)
        #expect(state.errors.contains("not-started"))
    }

    @Test func `what is mine is what my units must report`() async throws {
        let office = try await office()
        let mine = try await office.run(
            "list", "--mine", "--format", "json",
            environment: ["DUEBELL_CONTACT": "contact:anju-leader"])
        #expect(mine.status == 0, "\(mine.errors)")
        let incidents = try mine.output.ndjson.compactMap { $0["incident"]?.string }
        #expect(Set(incidents) == ["i-1", "i-5"])
        let none = try await office.run("list", "--mine", environment: ["USER": "nobody"])
        #expect(none.status == 65)
        #expect(none.errors.contains("DUEBELL_CONTACT"))
    }

    @Test func `a list that is cut says how much is left out`() async throws {
        let office = try await office()
        let all = try await office.run("list", "--format", "json")
        let count = try all.output.ndjson.count
        let cut = try await office.run("list", "--limit", "2", environment: Self.english)
        #expect(cut.output.contains("\(count - 2) more not shown; --limit \(count) shows all."))
        let json = try await office.run(
            "list", "--limit", "2", "--format", "json", environment: Self.english)
        #expect(try json.output.ndjson.count == 2)
        #expect(json.errors.contains("\(count - 2) more not shown"))
        let messages = try await office.run("deliveries", "--limit", "1", environment: Self.english)
        #expect(messages.output.contains(" more not shown; --limit "))
    }

    @Test func `a list that is watched is refreshed until interrupted`() async throws {
        let office = try await office()
        let list = try Program(
            ["list", "--watch", "--every", "1"], in: office.folder.path,
            environment: Self.english)
        try await eventually("it is shown twice") {
            list.output.ranges(of: "refreshed every 1 s").count >= 2
        }
        list.signal(SIGINT)
        let outcome = try await list.end()
        #expect(outcome.status == 128 + SIGINT)
        let slip = try await office.run("list", "--watch", "--every", "0")
        #expect(slip.status == 64)
    }

    @Test func `show tells every record and what happens next, in local times`() async throws {
        let office = try await office()
        let show = try await office.run("show", "i-1", environment: Self.english)
        let lines = show.output
        #expect(lines.contains("Records:"))
        #expect(lines.contains("report  安居区委办公室 → 市委办公室"))
        #expect(lines.contains("by: li-na") && lines.contains("#r-1"))
        #expect(lines.contains("Next, unless records arrive:"))
        #expect(lines.contains("deadline: 安居区委办公室"))
        #expect(lines.contains("step "))
        #expect(!lines.contains("Z  ") && !lines.contains("Z\n"), "times are local: \(lines)")
        let json = try await office.run("show", "i-1", "--format", "json")
        let shown = try JSONReader.read(Array(json.output.utf8))
        #expect(shown["records"]?.array?.count == 2)
        let next = try #require(shown["upcoming"]?.array?.first)
        #expect(next["to"]?.array?.isEmpty == false && next["at"] != nil)
    }

    @Test func `messages are listed with the reply, and found by the id as listed`() async throws {
        let office = try await office()
        let list = try await office.run(
            "deliveries", environment: ["LANG": "en_US.UTF-8", "COLUMNS": "100"])
        let rows = list.lines.drop { !$0.contains("Reply") }
        #expect(rows.count > 2, "\(list.output)")
        for row in rows { #expect(Columns.width(row) <= 100, "\(row)") }
        #expect(rows.dropFirst().contains { $0.hasPrefix("✓") && $0.contains("delivered") })
        let id = try #require(rows.last?.split(separator: " ").last.map(String.init))
        #expect(id.count == 12)
        let one = try await office.run("explain", id)
        #expect(one.status == 0 && one.output.contains(id), "\(one.errors)")
        let several = try await office.run("explain", "msg_")
        #expect(several.status == 1)
    }
}
