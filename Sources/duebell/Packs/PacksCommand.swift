import ArgumentParser
import Files
import JSON
import Rules

struct PacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packs",
        abstract: "Lists, shows and copies the packs of rules and calendars that come along.",
        discussion: """
            A pack holds the reporting duties of one law or notice, or the working days of one \
            calendar, with sources and tests. It has no effect until it is below the rules folder \
            and a document names it under "use".

            Example: duebell packs show eu-gdpr
            Example: duebell packs copy eu-gdpr
            """,
        subcommands: [
            ListPacks.self, ShowPack.self, CopyPacks.self, VerifyPacks.self, PackMatrix.self,
        ],
        defaultSubcommand: ListPacks.self)
}

struct ListPacks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the packs with their titles and sources.",
        discussion: "Example: duebell packs list --format json")

    @Option(help: "Output format; json prints one object per line.")
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
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a pack: what it needs of records, its source, its obligations.",
        discussion: "Example: duebell packs show eu-gdpr")

    @Argument(help: "Name of the pack, as `duebell packs` lists it; its last part is enough.")
    var name: String
    @Option(help: "Output format.")
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
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copies packs, and the packs that they use, below the rules folder.",
        discussion: """
            Files that are there already with another content are kept, and nothing is copied, \
            unless --force is given.

            Example: duebell packs copy eu-gdpr eu-dora --rules rules
            """)

    @Argument(help: "Names of the packs, as `duebell packs` lists them.")
    var names: [String]
    @Option(help: "Folder of the rules.", completion: .directory)
    var rules = "rules"
    @Flag(help: "Replaces files that have another content.")
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
        return Array(rulebook.summary.dropFirst(2))
    }
}
