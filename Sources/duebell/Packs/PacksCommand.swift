import ArgumentParser
import Files
import JSON
import Rules

struct PacksCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "packs",
            abstract: .spoken(
                "列出、显示、复制随程序提供的规则包和日历包。",
                "Lists, shows and copies the packs of rules and calendars that come along."),
            discussion: .spoken(
                """
                一个规则包是一部法律或一份通知规定的报告义务，或一种日历的工作日安排，附依据和测\
                试。放进规则文件夹并由规则文件在 "use" 中写明之后才起作用。
                """,
                """
                A pack holds the reporting duties of one law or notice, or the working days of \
                one calendar, with sources and tests. It has no effect until it is below the \
                rules folder and a document names it under "use".
                """,
                examples: "duebell packs show eu-gdpr",
                "duebell packs copy eu-gdpr"),
            subcommands: [
                ListPacks.self, ShowPack.self, CopyPacks.self, VerifyPacks.self,
                PackMatrix.self,
            ],
            defaultSubcommand: ListPacks.self)
    }
}

struct ListPacks: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list",
            abstract: .spoken(
                "列出各规则包的名称和依据。",
                "Lists the packs with their titles and sources."),
            discussion: .example("duebell packs list --format json"))
    }

    @Option(
        help: .spoken(
            "输出格式；json 每行一个对象。",
            "Output format; json prints one object per line."))
    var format: OutputFormat = .text

    func run() async throws {
        for pack in ShippedRules.packs {
            switch format {
            case .json: Terminal.say(json: pack.json)
            case .text:
                Terminal.say(pack.name)
                Terminal.say("    " + pack.title)
            }
        }
    }
}

struct ShowPack: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show",
            abstract: .spoken(
                "显示一个规则包：对记录的要求、依据、应报事项。",
                "Shows a pack: what it needs of records, its source, its obligations."),
            discussion: .example("duebell packs show eu-gdpr"))
    }

    @Argument(
        help: .spoken(
            "规则包名称，见 `duebell packs`，写最后一段即可。",
            "Name of the pack, as `duebell packs` lists it; its last part is enough."))
    var name: String
    @Option(help: .spoken("输出格式。", "Output format."))
    var format: OutputFormat = .text

    func run() async throws {
        let pack = try ShippedRules.pack(named: name)
        let obligations = try pack.obligations()
        switch format {
        case .json:
            var object = pack.json.object ?? JSONObject()
            object["about"] = .string(pack.about)
            object["obligations"] = .array(obligations.map(JSON.string))
            Terminal.say(json: .object(object))
        case .text:
            let words = PackWords(.spoken)
            Terminal.say("\(pack.name): \(pack.title)")
            Terminal.say("")
            Terminal.say(pack.about)
            Terminal.say("")
            Terminal.say(words.source(of: pack))
            if !pack.uses.isEmpty { Terminal.say(words.uses(pack.uses)) }
            if !obligations.isEmpty {
                Terminal.say("")
                obligations.forEach(Terminal.say)
            }
            Terminal.say("")
            Terminal.say(words.howToUse([pack]))
        }
    }
}

struct CopyPacks: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "copy",
            abstract: .spoken(
                "把规则包连同它用到的规则包复制到规则文件夹。",
                "Copies packs, and the packs that they use, below the rules folder."),
            discussion: .spoken(
                "已有文件内容不同的，保留原文件，一个也不复制；加 --force 的除外。",
                """
                Files that are there already with another content are kept, and nothing is \
                copied, unless --force is given.
                """,
                examples: "duebell packs copy eu-gdpr eu-dora --rules rules"))
    }

    @Argument(
        help: .spoken(
            "规则包名称，见 `duebell packs`。",
            "Names of the packs, as `duebell packs` lists them."))
    var names: [String]
    @Option(
        help: .spoken("规则文件夹。", "Folder of the rules."), completion: .directory)
    var rules = "rules"
    @Flag(help: .spoken("覆盖内容不同的文件。", "Replaces files that have another content."))
    var force = false

    func run() async throws {
        let packs = try names.map { name throws(Failure) in try ShippedRules.pack(named: name) }
        let written = try RulesWriter(folder: rules).write(
            ShippedRules.files(of: packs), replacing: force)
        for path in written { Terminal.say(path) }
        Terminal.say(PackWords(.spoken).howToUse(packs))
    }
}

extension ShippedPack {
    /// The pack as JSON: name, title, source, packs used.
    fileprivate var json: JSON {
        [
            "pack": .string(name), "title": .string(title), "cites": cites,
            "uses": .array(uses.map(JSON.string)),
        ]
    }

    /// Returns a line for each rule and obligation of the pack, as read beside the sample office.
    fileprivate func obligations() throws(Failure) -> [String] {
        guard isRegime else { return [] }
        let rulebook = try ShippedRules.rulebook(of: [self])
        return Array(rulebook.summary(in: .spoken).dropFirst(2))
    }
}
