import ArgumentParser
import Queries

/// The commands of design chapter 9.
@main
struct Duebell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duebell",
        abstract:
            "Alerts the people responsible before a report is late, and escalates when it is.",
        discussion: """
            Watches incident records and computes, from rules written as JSON, who must report \
            each incident to whom and by when; reminds the people responsible before the deadline \
            and escalates when a report is late or missing.

            Example: duebell demo
            """,
        version: "0.1.0",
        subcommands: [
            WatchCommand.self, InitCommand.self, PacksCommand.self, CheckCommand.self,
            TestCommand.self, SimulateCommand.self,
            TryCommand.self,
            StatusCommand.self,
            ListCommand.self, ShowCommand.self, ExplainCommand.self, AppliesCommand.self,
            DeadlinesCommand.self,
            OpenCommand.self, ReportCommand.self, CorrectCommand.self, RetractCommand.self,
            AcknowledgeCommand.self, InstructCommand.self, AnswerCommand.self, SightCommand.self,
            ExtendCommand.self, WaiveCommand.self, FindCommand.self, MergeCommand.self,
            CloseCommand.self, ReopenCommand.self, ReplanCommand.self, DeliveriesCommand.self,
            RetryCommand.self, SchemaCommand.self,
            SendTestCommand.self, TemplatesCommand.self, OnCallCommand.self,
            UnitCommand.self, BackupCommand.self,
            DemoCommand.self, ManualCommand.self,
        ],
        defaultSubcommand: WatchCommand.self)

    /// Runs the command in the process's arguments and turns a failure into a message and exit
    /// code.
    ///
    /// An invalid argument is reported with the usage of its command.
    static func main() async {
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withError: error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                let program = ManualCommand.Program(
                    help: { Duebell._dumpHelp() }, version: configuration.version)
                try ManualCommand.$program.withValue(program) { try command.run() }
            }
        } catch let failure as Failure {
            exit(with: failure)
        } catch let error as QueryError {
            exit(with: Failure(error))
        } catch let slip as ValidationError {
            let usage = usageString(for: type(of: command))
            let name = usage.prefix { $0 != "[" && $0 != "<" }
            Terminal.complain(
                "Error: \(slip.message)\nUsage: \(usage)\n"
                    + "  See '\(name)--help' for more information.")
            exit(withError: ExitCode.validationFailure)
        } catch {
            exit(withError: error)
        }
    }

    private static func exit(with failure: Failure) -> Never {
        Terminal.complain("duebell: \(failure.description)")
        exit(withError: ExitCode(failure.status.rawValue))
    }
}
