import ArgumentParser

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Evaluates parts of rules: conditions, deadlines, schedules, messages, digests.",
        discussion: "Example: duebell try condition --help",
        subcommands: [
            TryCondition.self, TryDue.self, TryCron.self, TryICS.self, TryMessage.self,
            TryDigest.self,
        ])
}
