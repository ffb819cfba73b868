import Foundation
import JSON
import TestSupport
import Testing

/// `duebell init` and `duebell packs`: a binary alone is enough to begin.
@Suite struct StarterTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func run(_ arguments: String..., language: String = "C") async throws -> Program.Outcome
    {
        try await Program.run(
            arguments, in: folder.path, environment: ["LC_ALL": language, "TZ": "Asia/Shanghai"])
    }

    @Test(arguments: [
        ["--kind", "office", "--language", "en"], ["--kind", "office", "--language", "zh-Hans"],
        ["--kind", "compliance", "--language", "en"],
        ["--kind", "compliance", "--language", "zh-Hans", "--name", "\"A\\B\""],
        [
            "--kind", "compliance", "--pack", "eu-gdpr", "--pack", "eu-dora", "--zone",
            "Europe/Brussels",
        ],
        ["--kind", "office", "--pack", "cn-party-urgent", "--pack", "cn-party-bulletins"],
    ])
    func `the rules written pass check and test`(options: [String]) async throws {
        let outcome = try await Program.run(["init"] + options, in: folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let check = try await run("check")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
        #expect(!check.output.contains("warning"), "\(check.output)")
        let test = try await run("test")
        #expect(test.status == 0, "\(test.output)\(test.errors)")
        #expect(!test.output.hasPrefix("0 passed"), "\(test.output)")
    }

    @Test func `rules that are there already stay as they are`() async throws {
        try folder.with("rules")
        try folder.write("{}", to: "rules/mine.json")
        let outcome = try await run("init")
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("rules: has files already, such as mine.json"))
        #expect(folder.names(in: "rules") == ["mine.json"])
    }

    @Test func `a zone, kind, language or pack that does not exist is refused with its name`()
        async throws
    {
        let zone = try await run("init", "--zone", "Asia/Beijing")
        #expect(zone.status == 65 && zone.errors.contains("Asia/Beijing is not in the tz database"))
        let kind = try await run("init", "--kind", "city")
        #expect(kind.status == 64 && kind.errors.contains("accepted are office, compliance"))
        let pack = try await run("init", "--pack", "eu-gdrp")
        #expect(pack.status == 65 && pack.errors.contains("nearest is \"eu-gdpr\""))
        #expect(folder.names(in: ".").isEmpty)
    }

    @Test func `a pack whose units the office does not have is refused before anything is written`()
        async throws
    {
        let outcome = try await run("init", "--kind", "compliance", "--pack", "cn-party-urgent")
        #expect(outcome.status == 0 || folder.names(in: ".").isEmpty, "\(outcome.errors)")
    }

    @Test func `every file below rules travels with the program`() async throws {
        let rules = Office.top + "/rules/"
        let names = try FileManager.default.subpathsOfDirectory(atPath: rules).filter {
            $0.contains("/") && !$0.split(separator: "/").contains { $0.hasPrefix(".") }
                && FileManager.default.contents(atPath: rules + $0) != nil
        }
        let packs = try await run("packs", "--format", "json").output.ndjson.compactMap {
            $0["pack"]?.string
        }
        #expect(packs.count == names.filter { $0.hasSuffix("/pack.json") }.count)
        let copy = try await Program.run(
            ["packs", "copy", "--rules", "copied"] + packs, in: folder.path)
        #expect(copy.status == 0, "\(copy.errors)")
        for name in names {
            let copied = FileManager.default.contents(atPath: folder.path + "/copied/" + name)
            #expect(copied == FileManager.default.contents(atPath: rules + name), "\(name)")
        }
    }

    @Test func `a pack copied over changed files is refused unless forced`() async throws {
        _ = try await run("packs", "copy", "cn-xinfang")
        #expect(folder.names(in: "rules").sorted() == ["calendars", "regimes"])
        try folder.write("{}", to: "rules/regimes/cn-xinfang/petition.json")
        let refused = try await run("packs", "copy", "cn-xinfang")
        #expect(refused.status == 73)
        #expect(refused.errors.contains("petition.json: is there already with another content"))
        #expect(try folder.read("rules/regimes/cn-xinfang/petition.json") == "{}")
        let forced = try await run("packs", "copy", "cn-xinfang", "--force")
        #expect(forced.status == 0)
        #expect(try folder.read("rules/regimes/cn-xinfang/petition.json").count > 100)
    }

    @Test func `a pack is shown with its source and its obligations, in both languages`()
        async throws
    {
        let english = try await run("packs", "show", "eu-gdpr")
        #expect(english.output.contains("Source: Regulation (EU) 2016/679"))
        #expect(english.output.contains("authority: "))
        #expect(english.output.contains("\"use\": [\"regimes/eu-gdpr\"]"))
        let chinese = try await run("packs", "show", "cn-party-urgent", language: "zh_CN.UTF-8")
        #expect(chinese.output.contains("依据："))
        #expect(chinese.output.contains("启用：duebell packs copy cn-party-urgent"))
        for pack in try await run("packs", "--format", "json").output.ndjson {
            let name = try #require(pack["pack"]?.string)
            let shown = try await run("packs", "show", name)
            #expect(shown.status == 0, "\(shown.errors)")
        }
    }
}
