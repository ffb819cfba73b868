import ArgumentParser
import Queries
import Rules

struct PackMatrix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Prints the obligations of every pack as a page in Markdown.",
        discussion: """
            Each obligation with its stage, how its deadline is counted, from whom, to whom, and \
            what weekends do to it. The page Regimes of the guide is this output.

            Example: duebell packs matrix
            """)

    @Option(help: "Language: en or zh-Hans.")
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
