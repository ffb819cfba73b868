import ArgumentParser
import Queries
import Rules

struct PackMatrix: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "matrix",
            abstract: .spoken(
                "把各规则包的应报事项输出为一页 Markdown。",
                "Prints the obligations of every pack as a page in Markdown."),
            discussion: .spoken(
                """
                每项列出环节、时限怎样计算、谁报、报给谁、遇周末和节假日怎样。手册中的《Regimes》一页就是\
                此输出。
                """,
                """
                Each obligation with its stage, how its deadline is counted, from whom, to whom, \
                and what weekends do to it. The page Regimes of the guide is this output.
                """,
                examples: "duebell packs matrix"))
    }

    @Option(help: .spoken("语言：en 或 zh-Hans。", "Language: en or zh-Hans."))
    var language: Language = .english

    func run() async throws {
        Terminal.put(try Self.page(in: language))
    }

    /// Returns the page.
    static func page(in language: Language) throws(Failure) -> String {
        let words = PackWords(language)
        let intro = [
            words.matrixTitle, "", words.matrixAbstract, "", words.matrixOverview, "",
        ]
        var lines = intro
        for pack in ShippedRules.packs where pack.isRegime {
            let view = PackView(try ShippedRules.rulebook(of: [pack]), in: language)
            lines += ["## \(pack.shortName)", "", pack.title, "", pack.about, ""]
            lines += [words.source(of: pack), ""]
            lines += view.lines
        }
        return lines.joined(separator: "\n")
    }
}

extension Language: ExpressibleByArgument {}
