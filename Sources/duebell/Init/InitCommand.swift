import ArgumentParser
import Cases
import Files
import Foundation
import Glibc
import Messages
import Rules

struct InitCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "init",
            abstract: .spoken(
                "写出可作起点的规则，`duebell check` 和 `duebell test` 均能通过。",
                "Writes rules to start from, which pass `duebell check` and `duebell test`."),
            discussion: .spoken(
                """
                在终端中运行时，参数没有写明的逐项询问；否则取默认值。写出的规则包括一个单位或企\
                业，每个岗位一名联系人，消息以文件形式存入状态目录，另有第一条规则及其测试，或所\
                选的规则包。
                """,
                """
                Asks for what no option says when it runs in a terminal; otherwise takes the \
                defaults. The rules have an office or a company with one contact for each role, \
                each message as a file below the state folder, and a first rule with its test, \
                or the packs named.
                """,
                examples: """
                    duebell init --language en --zone Europe/Brussels --kind compliance --pack \
                    eu-gdpr --name "Example Bank"
                    """))
    }

    @Argument(
        help: .spoken(
            "在此文件夹中建立 `rules`。",
            "Folder in which `rules` is created."), completion: .directory)
    var folder = "."
    @Option(
        help: .spoken(
            "消息的语言：zh-Hans 或 en。默认为终端的语言。",
            "Language of messages: zh-Hans or en. Default: the terminal's."))
    var language: String?
    @Option(
        help: .spoken(
            "时区，写 tz 数据库中的名称。默认为本机时区。",
            "Zone of the tz database. Default: this machine's."))
    var zone: String?
    @Option(
        help: .spoken(
            "office：有下级单位的值班室；compliance：向监管部门报告的企业。",
            """
            office: a duty office with units below it; compliance: a company that reports \
            to regulators.
            """))
    var kind: String?
    @Option(help: .spoken("单位或企业名称。", "Name of the office or company."))
    var name: String?
    @Option(
        name: .customLong("pack"), parsing: .singleValue,
        help: .spoken(
            "使用的规则包，名称见 `duebell packs`，可重复。",
            "Pack to use, as `duebell packs` lists it; may be given several times."))
    var packs: [String] = []

    func validate() throws {
        if let language, Language(rawValue: language) == nil {
            throw ValidationError(
                .spoken(
                    "--language：写的是 `\(language)`，应为 zh-Hans 或 en",
                    "--language: found `\(language)`; accepted are zh-Hans, en"))
        }
        if let kind, StarterRules.Kind(rawValue: kind) == nil {
            throw ValidationError(
                .spoken(
                    "--kind：写的是 `\(kind)`，应为 office 或 compliance",
                    "--kind: found `\(kind)`; accepted are office, compliance"))
        }
    }

    func run() async throws {
        let rules = folder == "." ? "rules" : folder + "/rules"
        let present = (try? FileManager.default.contentsOfDirectory(atPath: rules)) ?? []
        guard present.isEmpty else {
            throw Failure(
                .cannotCreate,
                "\(rules): has files already, such as \(present.min() ?? ""); nothing was written")
        }
        let starter = try answers()
        let files = starter.files
        try Self.verify(files)
        let written = try RulesWriter(folder: rules).write(files, replacing: false)
        let words = InitWords(starter.language)
        for path in written where RulebookReader.isRuleDocument(path: path) { Terminal.say(path) }
        Terminal.say(words.next(in: folder))
    }

    /// Returns the rules by the options, asking for what they leave open.
    private func answers() throws -> StarterRules {
        let asks = isatty(0) == 1 && isatty(1) == 1
        let prompt = InitPrompt(isAsking: asks)
        let language = try prompt.choice(
            self.language, InitWords.languageQuestion, Language.allCases.map(\.rawValue),
            default: Language.spoken.rawValue)
        let words = InitWords(Language(rawValue: language) ?? .english)
        let kind = try prompt.choice(
            self.kind, words.kindQuestion, StarterRules.Kind.allCases.map(\.rawValue),
            default: StarterRules.Kind.office.rawValue)
        let isOffice = kind == StarterRules.Kind.office.rawValue
        let name = try prompt.text(
            self.name, words.nameQuestion, default: words.defaultName(isOffice: isOffice))
        let named =
            packs.isEmpty
            ? try prompt.text(nil, words.packQuestion, default: "")
                .split(whereSeparator: { $0 == " " || $0 == "," || $0 == "，" || $0 == "、" })
                .map(String.init)
            : packs
        let packs = try named.map { name throws(Failure) in try ShippedRules.pack(named: name) }
        let assumed =
            packs.contains(where: \.usesSampleOffice)
            ? "Asia/Shanghai" : TimeZone.current.identifier
        let zone = try prompt.text(
            self.zone, words.zoneQuestion, default: assumed)
        guard ZoneFiles.system.zone(named: zone) != nil else {
            throw Failure(
                .data,
                "--zone: \(zone) is not in the tz database; accepted is such as Asia/Shanghai")
        }
        return StarterRules(
            kind: StarterRules.Kind(rawValue: kind) ?? .office,
            language: Language(rawValue: language) ?? .english, zone: zone, name: name,
            packs: packs)
    }

    /// Throws if the rules have an error or one of their tests fails.
    private static func verify(_ files: [RuleDocument]) throws(Failure) {
        let zones = ZoneFiles.system.zone(named:)
        let tests = files.filter { $0.name.hasSuffix(".test.json") }
        let documents = files.filter {
            RulebookReader.isRuleDocument(path: $0.name)
                || RulebookReader.isAttachment(path: $0.name)
        }
        let outcome = RulebookReader.read(documents: documents, zones: zones)
        guard outcome.rulebook != nil else {
            throw Failure(
                .configuration,
                outcome.diagnostics.map(\.description).joined(separator: "\n")
                    + "\nthese packs do not fit this kind of office; nothing was written")
        }
        for file in tests {
            let failed = try TestFiles.tests(of: file, beside: documents).filter {
                !$0.run(in: FaultPhrases.program).isEmpty
            }
            guard failed.isEmpty else {
                throw Failure(
                    .findings,
                    failed.map { "\(file.name): \($0.name): failed" }.joined(separator: "\n")
                        + "\nnothing was written")
            }
        }
    }
}
