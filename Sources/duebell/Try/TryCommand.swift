import ArgumentParser

struct TryCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "try",
            abstract: .spoken(
                "试算规则的各个部分：条件、时限、值班、消息、清单。",
                "Evaluates parts of rules: conditions, deadlines, schedules, messages, digests."),
            discussion: .example("duebell try condition --help"),
            subcommands: [
                TryCondition.self, TryDue.self, TryCron.self, TryICS.self, TryMessage.self,
                TryDigest.self,
            ])
    }
}
