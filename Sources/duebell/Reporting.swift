import ArgumentParser

extension ParsableCommand {
    /// Runs a command's work and turns a failure into its message and exit code; what was asked for
    /// in a way that cannot be answered is told with the usage of this command.
    func reporting(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let failure as Failure {
            Terminal.complain("duebell: \(failure.description)")
            throw ExitCode(failure.status.rawValue)
        } catch let slip as ValidationError {
            let usage = Duebell.usageString(for: Self.self)
            let command = usage.prefix { $0 != "[" && $0 != "<" }
            Terminal.complain(
                "Error: \(slip.message)\nUsage: \(usage)\n"
                    + "  See '\(command)--help' for more information.")
            throw ExitCode(ExitCode.validationFailure.rawValue)
        }
    }
}
