import ArgumentParser

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Answers what a piece of a rule would give.",
        discussion: "Example: duebell try condition --help",
        subcommands: [TryCondition.self, TryDue.self, TryCron.self, TryICS.self, TryMessage.self])
}
