import ArgumentParser

/// The commands of design chapter 9.
@main
struct Duebell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duebell",
        abstract: "Rings the responsible while there is still time to report.",
        discussion: """
            Watches incident records, knows from rules which reports each incident obliges whom to \
            make, to whom and by when, and escalates when a report is late or missing.

            Example: duebell demo
            """,
        version: "0.1.0",
        subcommands: [
            WatchCommand.self, CheckCommand.self, TestCommand.self, SimulateCommand.self,
            TryCommand.self,
            ListCommand.self, ShowCommand.self, ExplainCommand.self, ReportCommand.self,
            AcknowledgeCommand.self, CloseCommand.self, ReplanCommand.self, DeliveriesCommand.self,
            RetryCommand.self, SchemaCommand.self,
            SendTestCommand.self, TemplatesCommand.self, OnCallCommand.self,
            UnitCommand.self,
            DemoCommand.self,
        ],
        defaultSubcommand: WatchCommand.self)
}
