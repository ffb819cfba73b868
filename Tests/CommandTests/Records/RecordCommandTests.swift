import Foundation
import JSON
import TestSupport
import Testing

/// Records from the command line while a watcher runs.
@Suite struct RecordCommandTests {
    private static let city = "urgent-information/city@city-committee"

    @Test func `a new incident is taken, and the answer says what must be reported`() async throws {
        let office = try Office()
        try await office.watched {
            let opened = try await office.run(
                "open", "i-1", "--unit", "anju", "--title", "Gas leak", "--severity", "major",
                "--occurred-at", "-30m", "--fact", "deaths=0", "--drill", environment: english)
            #expect(opened.status == 0, "\(opened.errors)")
            #expect(opened.lines.first == "New incident")
            #expect(opened.output.contains("Asia/Shanghai (30 min ago)"))
            #expect(opened.output.contains("Taken by the watcher.\nRequired:\n"))
            #expect(opened.output.contains("1 h 29 min left  安居区委办公室 → 市委办公室"))
            #expect(!opened.output.contains("Still to be reported"), "the same once more")
            #expect(opened.output.contains("Next alert: "))
            let again = try await office.run(
                "open", "i-1", "--unit", "anju", "--title", "Fire", environment: english)
            #expect(again.status == 65)
            #expect(again.errors.contains("the incident `i-1` exists: Gas leak"))
            let update = try await office.json("open", "i-1", "--update", "--fact", "deaths=2")
            #expect(update.told["outcome"] == "taken", "\(update.errors)")
            #expect(update.told["record"]?["title"] == "Gas leak")
            let shown = try await office.run("show", "i-1")
            #expect(shown.output.contains(#"其他: {"deaths":2}"#), "\(shown.output)")
            let minor = try await office.run(
                "open", "--unit", "anju", "--title", "Noise", "--severity", "minor",
                environment: english)
            #expect(minor.output.contains("No rule requires a report of this incident"))
        }
    }

    @Test func `a report says what it met, what is open, and who is alerted next`() async throws {
        let office = try Office()
        try await office.watched {
            try await office.openIncident()
            let report = try await office.json(
                "report", "i-1", "--from", "安居区委办公室", "--to", "city-committee", "--stage", "city",
                "--form", "phone", "--by", "zhang-wei", "--at", "-5m")
            #expect(report.status == 0, "\(report.errors)")
            #expect(report.told["outcome"] == "taken")
            #expect(report.told["record"]?["from"] == "anju")
            #expect(report.told["changes"]?["met"]?.obligations == [Self.city])
            #expect(report.told["open"]?.obligations.count == 5)
            #expect(report.told["open"]?.obligations.contains(Self.city) == false)
            let next = try #require(report.told["next"]?.array?.first)
            #expect(next["to"] == "contact:anju-duty")
            #expect(next["reason"] == "approaching")
            let again = try await office.run(
                "report", "i-1", "--from", "anju", "--to", "city-committee", "--stage", "city",
                environment: english)
            #expect(
                again.output.contains("It meets no open obligation and counts as a supplement."))
        }
    }

    @Test func `an instruction is given, and answered with the shortest command`() async throws {
        let office = try Office()
        try await office.watched {
            try await office.openIncident()
            let none = try await office.run("answer", "i-1", environment: english)
            #expect(none.status == 64)
            #expect(none.errors.contains("name the instruction; `i-1` has:"))
            let asked = try await office.json(
                "instruct", "i-1", "--text", "State the cause.", "--by", "mayor", "--due", "+3h",
                "--id", "p-1")
            #expect(asked.told["outcome"] == "taken", "\(asked.errors)")
            #expect(
                asked.told["changes"]?["opened"]?.obligations == [
                    "instruction-answers/reply@city-committee~p-1"
                ])
            try office.folder.write("The valve.\n", to: "answer.txt")
            let answer = try await office.json("answer", "i-1", "--text-file", "answer.txt")
            #expect(answer.told["record"]?["instruction"] == "p-1", "\(answer.errors)")
            #expect(answer.told["record"]?["text"] == "The valve.")
            #expect(answer.told["changes"]?["met"]?.obligations.count == 1)
        }
    }

    @Test func `a report is corrected and retracted by its id`() async throws {
        let office = try Office()
        try await office.watched {
            try await office.openIncident()
            _ = try await office.json(
                "report", "i-1", "--from", "anju", "--to", "city-committee", "--stage", "city",
                "--form", "phone", "--id", "r-100")
            let slip = try await office.run(
                "correct", "i-1", "r-10", "--text", "two injured", environment: english)
            #expect(slip.status == 65)
            #expect(slip.errors.contains("there is no report `r-10`; nearest is `r-100`"))
            let corrected = try await office.json(
                "correct", "i-1", "r-100", "--text", "two injured")
            #expect(corrected.told["outcome"] == "taken", "\(corrected.errors)")
            #expect(corrected.told["record"]?["stage"] == "city")
            #expect(corrected.told["record"]?["to"] == "city-committee")
            let id = try #require(corrected.told["id"]?.string)
            for report in ["r-100", id] {
                let retracted = try await office.json("retract", "i-1", report, "--why", "wrong")
                #expect(retracted.told["outcome"] == "taken", "\(retracted.errors)")
            }
            let open = try await office.json("ack", "i-1", "--by", "li-na")
            #expect(open.told["open"]?.obligations.contains(Self.city) == true)
        }
    }

    @Test func `an obligation is extended and waived by the name that a list shows`() async throws {
        let office = try Office()
        try await office.watched {
            try await office.openIncident()
            let extended = try await office.json(
                "extend", "i-1", "--obligation", Self.city, "--until", "+5h", "--by", "mayor")
            #expect(extended.told["changes"]?["moved"]?.obligations == [Self.city])
            #expect(
                extended.told["changes"]?["moved"]?.array?.first?["dueBefore"] != nil,
                "\(extended.errors)")
            let which = try await office.run("waive", "i-1", "--by", "mayor", environment: english)
            #expect(which.status == 64)
            #expect(which.errors.contains("--obligation is required, or --all"))
            #expect(which.errors.contains("urgent-information/city"))
            let slip = try await office.run(
                "waive", "i-1", "--obligation", "citi", "--by", "mayor", environment: english)
            #expect(slip.status == 65)
            #expect(slip.errors.contains("there is no obligation `citi`; nearest is `city`"))
            let waived = try await office.run(
                "waive", "i-1", "--all", "--by", "mayor", "--why", "false alarm",
                environment: english)
            #expect(waived.status == 0, "\(waived.errors)")
            #expect(waived.output.contains("all of the incident"))
            #expect(waived.output.contains("Waived:\n"))
            #expect(waived.output.contains("Nothing of this incident is still to be reported."))
        }
    }

    @Test func `a closing lists what is open, and needs --anyway`() async throws {
        let office = try Office()
        try await office.watched {
            try await office.openIncident()
            let refused = try await office.run("close", "i-1", environment: english)
            #expect(refused.status == 1)
            #expect(refused.lines.first == "`i-1` still has reports to be made:")
            #expect(refused.lines.count == 7)
            #expect(refused.errors.contains("`--anyway` records it all the same"))
            let listed = try await office.json("close", "i-1")
            #expect(listed.status == 1)
            #expect(listed.told["open"]?.obligations.count == 6)
            let closed = try await office.json("close", "i-1", "--anyway", "--by", "li-na")
            #expect(closed.told["outcome"] == "taken", "\(closed.errors)")
            let reopened = try await office.json("reopen", "i-1", "--as-if-open", "--why", "fire")
            #expect(reopened.told["outcome"] == "taken", "\(reopened.errors)")
            #expect(reopened.told["record"]?["asIfOpen"] == true)
        }
    }

    @Test func `what others knew first is recorded, and a suspicion dismissed`() async throws {
        let office = try Office()
        try await office.watched {
            let opened = try await office.json(
                "open", "i-1", "--unit", "anju", "--title", "Gas leak", "--severity", "major",
                "--occurred-at", "-3h")
            #expect(opened.told["outcome"] == "taken", "\(opened.errors)")
            let none = try await office.run(
                "find", "i-1", "--dismiss", "--by", "li-na", environment: english)
            #expect(none.status == 65)
            #expect(none.errors.contains("there is no fault `suspected-concealment`"))
            let sighting = try await office.json("sight", "i-1", "--source", "press", "--at", "-2h")
            #expect(sighting.told["outcome"] == "taken", "\(sighting.errors)")
            let kinds = sighting.told["problems"]?.array?.compactMap { $0["fault"]?.string }
            #expect(kinds?.contains("suspected-concealment") == true)
            let found = try await office.json(
                "find", "i-1", "--dismiss", "--by", "li-na", "--why", "told by telephone")
            #expect(found.told["outcome"] == "taken", "\(found.errors)")
            #expect(found.told["solved"]?.array?.isEmpty == false)
            let new = try await office.json(
                "sight", "--source", "police", "--unit", "anju", "--title", "Crash")
            #expect(new.told["outcome"] == "taken", "\(new.errors)")
            #expect(new.told["changes"]?["opened"]?.obligations.count == 2)
        }
    }

    @Test func `the same command with the same id records once`() async throws {
        let office = try Office()
        try await office.watched {
            try await office.openIncident()
            let first = try await office.json(
                "report", "i-1", "--from", "anju", "--to", "city-committee", "--id", "r-1")
            #expect(first.told["outcome"] == "taken", "\(first.errors)")
            let second = try await office.json(
                "report", "i-1", "--from", "anju", "--to", "city-committee", "--id", "r-1")
            #expect(second.status == 0)
            #expect(second.told["outcome"] == "already-recorded")
            let other = try await office.run(
                "report", "i-1", "--from", "anju", "--to", "city-government", "--id", "r-1",
                environment: english)
            #expect(other.status == 65)
            #expect(other.errors.contains("the id `r-1` is that of another record"))
            #expect(other.errors.contains("it differs in to"))
        }
    }

    @Test func `a merge is refused where an incident is not known`() async throws {
        let office = try Office()
        try await office.watched {
            try await office.openIncident("i-2026-0512")
            let slip = try await office.run(
                "merge", "i-2026-0512", "--into", "i-2026-0513", "--by", "li-na",
                environment: english)
            #expect(slip.status == 65)
            #expect(slip.errors.contains("there is no incident `i-2026-0513`"))
            #expect(slip.errors.contains("nearest is `i-2026-0512`"))
            let same = try await office.run(
                "merge", "i-2026-0512", "--into", "i-2026-0512", "--by", "li-na")
            #expect(same.status == 64)
        }
    }

    @Test func `the rules and packs that could apply are told with the deciding fact`() async throws
    {
        let office = try Office()
        try await office.watched {
            try await office.openIncident()
            let told = try await office.run("applies", "i-1", environment: english)
            #expect(told.status == 0, "\(told.errors)")
            #expect(told.output.contains("applies  urgent-information"))
            #expect(told.output.contains("incident.severity in major, critical: is major"))
            #expect(told.output.contains("regimes/eu-gdpr"))
            #expect(told.output.contains("could apply, a fact is missing  eu-gdpr"))
            #expect(told.output.contains("incident.kind in personal-data-breach: is not stated"))
            let chinese = try await office.run("applies", "i-1", environment: chinese)
            #expect(chinese.output.contains("incident.severity in major, critical：现为 major"))
            let unknown = try await office.run("applies", "i-2", environment: english)
            #expect(unknown.status == 1)
            #expect(unknown.errors.contains("there is no incident `i-2`; nearest is `i-1`"))
        }
    }
}
