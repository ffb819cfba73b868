import ArgumentParser
import Foundation
import JSON
import Rules

struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Writes the manual pages of all commands into a folder, for man(1).",
        discussion: """
            Pages of the same names are replaced.

            Example: duebell manual /usr/local/share/man/man1
            """)

    @Argument(help: "The folder, created if necessary.", completion: .directory)
    var folder: String
    @Option(help: "Output format of the paths.")
    var format: OutputFormat = .text

    /// The program that the pages describe.
    struct Program: Sendable {
        /// Returns the description of all commands as JSON.
        let help: @Sendable () -> String
        let version: String
    }

    /// The running program, which knows this command and not the other way round.
    @TaskLocal static var program: Program?

    func run() throws {
        let program = Self.program
        let pages = try ManualPage.all(
            program?.help() ?? "{}", version: program?.version ?? "")
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for page in pages {
                let path = "\(folder)/\(page.file)"
                try page.text.write(toFile: path, atomically: true, encoding: .utf8)
                switch format {
                case .text: Terminal.say(path)
                case .json: Terminal.say(json: ["path": .string(path)])
                }
            }
        } catch {
            throw Failure(.cannotCreate, "\(folder): \(error.localizedDescription)")
        }
    }
}
