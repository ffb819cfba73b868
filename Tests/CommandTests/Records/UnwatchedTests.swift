import Files
import Foundation
import JSON
import TestSupport
import Testing

/// Records from the command line where no watcher takes them, and what is refused.
@Suite struct UnwatchedTests {
    @Test func `without a watcher it is said that nobody is watching, in both languages`()
        async throws
    {
        let office = try Office("inbox")
        let opened = try await office.run(
            "open", "i-1", "--unit", "anju", "--title", "Gas leak", "--severity", "major",
            "--occurred-at", "-30m", environment: english)
        #expect(opened.status == 0, "\(opened.errors)")
        #expect(
            opened.output.contains("NOBODY IS WATCHING: no watcher runs on state/duebell.sqlite"))
        #expect(opened.output.contains("Once it is taken (computed with the rules here):"))
        // The incident waits in the inbox, which is enough to know it.
        let report = try await office.run(
            "report", "i-1", "--from", "anju", "--to", "city-committee", "--stage", "city",
            environment: chinese)
        #expect(report.status == 0, "\(report.errors)")
        #expect(report.lines.first == "报告")
        #expect(report.output.contains("无人值守：state/duebell.sqlite 上没有值守程序在运行"))
        #expect(report.output.contains("已报：\n"))
        #expect(report.output.contains("尚待报送：\n"))
        #expect(office.folder.names(in: "inbox").count == 2)
    }

    @Test func `a dry run shows the same and hands nothing in`() async throws {
        let office = try Office()
        let shown = try await office.json(
            "open", "i-1", "--unit", "anju", "--title", "Gas leak", "--severity", "major",
            "--occurred-at", "-30m", "--dry-run")
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.told["outcome"] == "dry-run")
        #expect(shown.told["changes"]?["opened"]?.obligations.count == 6)
        #expect(shown.told["next"]?.array?.first?["to"] == "contact:anju-duty")
        #expect(office.folder.names(in: "") == ["rules"])
    }

    @Test func `a record that is not taken in time says so`() async throws {
        let office = try Office()
        try await office.watched { try await office.openIncident() }
        // As if a watcher were there, but too busy to take anything.
        let lock = try FileLock(path: office.folder.path + "/state/duebell.sqlite.lock")
        let late = try await office.run(
            "ack", "i-1", "--by", "li-na", "--wait", "0s", environment: english)
        withExtendedLifetime(lock) {}
        #expect(late.status == 75)
        #expect(late.errors.contains("NOT TAKEN within 0 s: the record still waits in inbox/"))
        #expect(office.folder.names(in: "inbox").count == 1)
    }

    @Test(arguments: [
        (
            ["report", "i-1", "--from", "anjuu", "--to", "city-committee"], "no unit `anjuu`",
            "anju"
        ),
        (
            ["report", "i-1", "--from", "anju", "--to", "city-committee", "--stage", "cityy"],
            "no stage `cityy`", "city"
        ),
        (
            ["report", "i-2", "--from", "anju", "--to", "city-committee"], "no incident `i-2`",
            "i-1"
        ),
        (
            ["ack", "i-1", "--by", "li-na", "--obligation", "citty"], "no obligation `citty`",
            "city"
        ),
        (["retract", "i-1", "r-9"], "no report `r-9`", nil),
        (
            [
                "report", "i-1", "--from", "anju", "--to", "city-committee", "--instruction", "p-1",
            ], "no instruction `p-1`", nil
        ),
    ])
    func `an unknown name is refused with what there is, unless --anyway`(
        arguments: [String], complaint: String, nearest: String?
    ) async throws {
        let office = try Office("inbox")
        let opened = try await office.run(
            "open", "i-1", "--unit", "anju", "--title", "Gas leak", "--severity", "major",
            "--occurred-at", "-30m", environment: english)
        #expect(opened.status == 0, "\(opened.errors)")
        let refused = try await Program.run(
            arguments, in: office.folder.path, environment: english)
        #expect(refused.status == 65)
        #expect(refused.errors.contains(complaint), "\(refused.errors)")
        if let nearest { #expect(refused.errors.contains("nearest is `\(nearest)`; there are:\n")) }
        #expect(refused.errors.contains("`--anyway` records it all the same"))
        #expect(office.folder.names(in: "inbox").count == 1)
        let anyway = try await Program.run(
            arguments + ["--anyway"], in: office.folder.path, environment: english)
        #expect(anyway.status == 0, "\(anyway.errors)")
        #expect(anyway.errors.contains(complaint))
        #expect(office.folder.names(in: "inbox").count == 2)
    }

    @Test func `--by is the contact of the user in the settings`() async throws {
        let office = try Office("inbox")
        let open = ["open", "i-1", "--unit", "anju", "--title", "Gas leak"]
        _ = try await Program.run(open, in: office.folder.path, environment: english)
        let nobody = try await office.run(
            "ack", "i-1", environment: english.merging(["USER": "duty"]) { $1 })
        #expect(nobody.status == 64)
        #expect(nobody.errors.contains("the settings name no contact for the user `duty`"))
        let rules = try office.folder.read("rules/office.json").replacing(
            #""operators": ["contact:engineer"],"#,
            with: """
                "operators": ["contact:engineer"], "users": { "duty": "contact:anju-duty" },
                """)
        try office.folder.write(rules, to: "rules/office.json")
        let known = try await office.json(
            "ack", "i-1", environment: english.merging(["USER": "duty"]) { $1 })
        #expect(known.told["record"]?["by"] == "anju-duty", "\(known.errors)")
        let other = try await office.json(
            "ack", "i-1", "--by", "li-na", environment: english.merging(["USER": "duty"]) { $1 })
        #expect(other.told["record"]?["by"] == "li-na")
    }

    @Test func `a time that lies ahead is refused unless it is meant`() async throws {
        let office = try Office("inbox")
        let open = ["open", "i-1", "--unit", "anju", "--title", "Gas leak"]
        _ = try await Program.run(open, in: office.folder.path, environment: english)
        let report = ["report", "i-1", "--from", "anju", "--to", "city-committee", "--at", "+2h"]
        let refused = try await Program.run(report, in: office.folder.path, environment: english)
        #expect(refused.status == 65)
        #expect(refused.errors.contains("Asia/Shanghai (in 2 h) lies ahead"))
        let meant = try await Program.run(
            report + ["--in-future"], in: office.folder.path, environment: english)
        #expect(meant.status == 0, "\(meant.errors)")
        #expect(meant.output.contains("Its time lies ahead; it counts from then on."))
        let form = try await office.run(
            "ack", "i-1", "--by", "li-na", "--at", "noon", environment: chinese)
        #expect(form.status == 64)
        #expect(form.errors.contains("--at：`noon` 不是时间；可写 10:30"))
    }

    @Test func `a report to a bulletin names one that there is`() async throws {
        let office = try Office("inbox")
        let rules = try office.folder.read("rules/office.json").replacing(
            #""use": ["regimes/cn-party-urgent"]"#,
            with: #""use": ["regimes/cn-party-urgent", "regimes/cn-party-bulletins"]"#)
        try office.folder.write(rules, to: "rules/office.json")
        let slip = try await office.run(
            "report", "--bulletin", "cn-party-bulletins/dayly", "--from", "anju", "--to",
            "city-committee", environment: english)
        #expect(slip.status == 65, "\(slip.output)")
        #expect(slip.errors.contains("nearest is `cn-party-bulletins/daily`"))
        let good = try await office.run(
            "report", "--bulletin", "cn-party-bulletins/daily", "--from", "anju", "--to",
            "city-committee", "--title", "Nothing to report", environment: english)
        #expect(good.status == 0, "\(good.errors)")
    }

    @Test func `the id of a waiting record is known as well`() async throws {
        let office = try Office("inbox")
        let open = ["open", "i-1", "--unit", "anju", "--title", "Gas leak"]
        _ = try await Program.run(open, in: office.folder.path, environment: english)
        for outcome in ["unwatched", "already-recorded"] {
            let told = try await office.json("ack", "i-1", "--by", "li-na", "--id", "a-1")
            #expect(told.told["outcome"] == .string(outcome), "\(told.errors)")
        }
        #expect(office.folder.names(in: "inbox").count == 2)
    }
}
