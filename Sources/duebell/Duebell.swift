import ArgumentParser
import Queries
import Rules

/// The commands of design chapter 9.
@main
struct Duebell: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "duebell",
            abstract: .spoken(
                "在迟报之前提醒责任人，逾期未报的逐级催报。",
                """
                Alerts the people responsible before a report is late, and escalates when it is.
                """),
            discussion: .spoken(
                """
                读取事件记录，按 JSON 写成的规则算出每起事件应由谁、在什么时限以前、向谁报告；时\
                限之前提醒责任人，迟报、漏报的逐级催报。
                """,
                """
                Watches incident records and computes, from rules written as JSON, who must \
                report each incident to whom and by when; reminds the people responsible before \
                the deadline and escalates when a report is late or missing.
                """,
                examples: "duebell demo"),
            version: ProgramVersion.text,
            subcommands: [
                WatchCommand.self, InitCommand.self, PacksCommand.self, CheckCommand.self,
                TestCommand.self, SimulateCommand.self,
                TryCommand.self,
                StatusCommand.self,
                ListCommand.self, ShowCommand.self, ExplainCommand.self, AppliesCommand.self,
                DeadlinesCommand.self,
                OpenCommand.self, ReportCommand.self, CorrectCommand.self, RetractCommand.self,
                AcknowledgeCommand.self, InstructCommand.self, AnswerCommand.self,
                SightCommand.self,
                ExtendCommand.self, WaiveCommand.self, FindCommand.self, MergeCommand.self,
                CloseCommand.self, ReopenCommand.self, ReplanCommand.self, DeliveriesCommand.self,
                RetryCommand.self, SchemaCommand.self,
                SendTestCommand.self, TemplatesCommand.self, OnCallCommand.self,
                UnitCommand.self, BackupCommand.self,
                DemoCommand.self, ManualCommand.self,
            ],
            defaultSubcommand: WatchCommand.self)
    }

    /// Runs the command in the process's arguments and turns a failure into a message and exit
    /// code.
    ///
    /// An invalid argument is reported with the usage of its command.
    static func main() async {
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(saying: error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                let program = ManualCommand.Program(
                    help: { Speech.$language.withValue(.english) { Duebell._dumpHelp() } },
                    version: configuration.version)
                try ManualCommand.$program.withValue(program) { try command.run() }
            }
        } catch let failure as Failure {
            exit(with: failure)
        } catch let error as QueryError {
            exit(with: Failure(error))
        } catch let slip as ValidationError {
            let usage = usageString(for: type(of: command))
            let name = usage.prefix { $0 != "[" && $0 != "<" }
            complain(
                "Error: \(slip.message)\nUsage: \(usage)\n"
                    + "  See '\(name)--help' for more information.")
            exit(withError: ExitCode.validationFailure)
        } catch {
            exit(saying: error)
        }
    }

    private static func exit(with failure: Failure) -> Never {
        Terminal.complain("duebell: \(failure.description)")
        exit(withError: ExitCode(failure.status.rawValue))
    }

    /// Prints the text of the parser in the language of the terminal, and exits.
    private static func exit(saying error: any Error) -> Never {
        guard Speech.language == .chinese else { exit(withError: error) }
        let status = exitCode(for: error)
        let text = fullMessage(for: error, columns: HelpPage.unbroken)
        if !status.isSuccess {
            if !text.isEmpty { complain(text) }
        } else if let page = HelpPage(text) {
            Terminal.say(page.text(to: Terminal.page.width ?? 80))
        } else {
            exit(withError: error)
        }
        exit(withError: status)
    }

    /// Prints a report of invalid arguments in the language of the terminal.
    private static func complain(_ report: String) {
        let lines = report.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let said = lines.map { line in
            Speech.language == .chinese
                ? ParserSentence.chinese(line, among: ParserSentence.errors) ?? line : line
        }
        Terminal.complain(said.joined(separator: "\n"))
    }
}
