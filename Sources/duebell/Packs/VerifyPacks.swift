import ArgumentParser
import Calendars
import Cases
import Engine
import JSON
import Messages
import Rules

struct VerifyPacks: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "verify",
            abstract: .spoken(
                "运行规则包的测试，并检查依据是否写明、是否过旧。",
                "Runs the tests of packs and checks that their sources are stated and recent."),
            discussion: .spoken(
                """
                测试未通过或没有测试的，依据缺原文名称、网址、查阅日期或可信程度的，列为问题。依据查阅\
                已满一年的，数字可信程度为 `C` 或 `D` 的，列为警告。
                """,
                """
                A pack with failing or no tests, or with a source that lacks its text, address, \
                date or confidence, is a finding. Sources read more than a year ago, and figures \
                of confidence C or D, are warnings.
                """,
                examples: "duebell packs verify eu-dora"))
    }

    @Argument(
        help: .spoken(
            "规则包名称。默认为全部法规和通知。",
            "Names of the packs. Default: all of laws and notices."))
    var names: [String] = []
    @Option(
        help: .spoken(
            "按哪一天算依据的新旧。默认为今天。",
            "Day by which the age of sources is judged. Default: today."))
    var on: String?
    @Option(
        help: .spoken(
            "输出格式；json 每个规则包输出一个对象。",
            "Output format; json prints one object per pack."))
    var format: OutputFormat = .text

    func run() async throws {
        let today = try day()
        let named = try names.map { name throws(Failure) in try ShippedRules.pack(named: name) }
        let packs = named.isEmpty ? ShippedRules.packs.filter(\.isRegime) : named
        let words = PackWords(.spoken)
        var isSound = true
        for pack in packs {
            let outcome = try PackVerification(pack, on: today, words)
            isSound = isSound && outcome.findings.isEmpty
            switch format {
            case .json: Terminal.say(json: outcome.json)
            case .text:
                let state = words.verified(outcome.passed, outcome.findings.isEmpty)
                Terminal.say("\(pack.name): \(state)")
                for line in outcome.findings + outcome.warnings { Terminal.show("    " + line) }
            }
        }
        if !isSound { throw ExitCode(Failure.Status.findings.rawValue) }
    }

    private func day() throws -> CivilDate {
        guard let on else { return Zone.utc.civil(at: Timekeeper.system.now()).date }
        guard let date = CivilDate(on) else {
            throw ValidationError(
                .spoken(
                    "--on：`\(on)` 不是日期，应写作 2026-12-01 这样",
                    "--on: found `\(on)`; accepted is a date such as 2026-12-01"))
        }
        return date
    }
}

/// The outcome of the verification of one pack.
struct PackVerification {
    let pack: ShippedPack
    /// The number of tests that passed.
    private(set) var passed = 0
    /// The faults of the pack.
    private(set) var findings: [String] = []
    /// The remarks on its sources.
    private(set) var warnings: [String] = []

    /// The days after which a source is to be read again.
    private static let freshDays = 365

    init(_ pack: ShippedPack, on today: CivilDate, _ words: PackWords) throws(Failure) {
        self.pack = pack
        try runTests(words)
        check(pack.cites, of: pack.shortName, on: today, words)
        for rule in try ShippedRules.rulebook(of: [pack]).rules {
            guard let cites = rule.cites else {
                findings.append(words.unsourced(rule.id.text, ["cites"]))
                continue
            }
            let json: JSON = [
                "text": cites.text.map(JSON.string) ?? .null,
                "url": cites.url.map(JSON.string) ?? .null,
                "readOn": cites.readOn.map(JSON.string) ?? .null,
                "confidence": cites.confidence.map { .string($0.rawValue) } ?? .null,
            ]
            if json != pack.cites { check(json, of: rule.id.text, on: today, words) }
        }
    }

    /// The outcome for programs.
    var json: JSON {
        [
            "pack": .string(pack.name), "passed": .number(.integer(Int64(passed))),
            "findings": .array(findings.map(JSON.string)),
            "warnings": .array(warnings.map(JSON.string)),
        ]
    }

    private mutating func runTests(_ words: PackWords) throws(Failure) {
        let rules = ShippedRules.files.filter { !$0.name.hasSuffix(".test.json") }
        let own = ShippedRules.files(of: [pack]).filter {
            $0.name.hasSuffix(".test.json") && $0.name.hasPrefix(pack.name + "/")
        }
        var count = 0
        for file in own {
            for test in try TestFiles.tests(of: file, beside: rules) {
                count += 1
                if test.run(in: FaultPhrases.program).isEmpty {
                    passed += 1
                } else {
                    findings.append(words.failing(test.name))
                }
            }
        }
        if count == 0 { findings.append(words.untested) }
    }

    private mutating func check(
        _ cites: JSON, of place: String, on today: CivilDate, _ words: PackWords
    ) {
        // Hearsay has no address to read it at.
        let isHearsay = cites["confidence"] == "D"
        let parts = ["text", "readOn", "confidence"] + (isHearsay ? [] : ["url"])
        let missing = parts.filter { cites[$0]?.string?.isEmpty ?? true }
        if !missing.isEmpty { findings.append(words.unsourced(place, missing)) }
        if let read = cites["readOn"]?.string, let date = CivilDate(read),
            today.daysSinceEpoch - date.daysSinceEpoch > Self.freshDays
        {
            warnings.append(words.stale(place, read))
        }
        if let confidence = cites["confidence"]?.string, ["C", "D"].contains(confidence) {
            warnings.append(words.unsure(place, confidence))
        }
    }
}
