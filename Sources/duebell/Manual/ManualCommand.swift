import ArgumentParser
import Foundation
import JSON
import Rules

struct ManualCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "manual",
            abstract: .spoken(
                "把全部命令的手册页写入文件夹，供 man(1) 使用。",
                "Writes the manual pages of all commands into a folder, for man(1)."),
            discussion: .spoken(
                "同名的手册页会被覆盖。手册页为英文。",
                "Pages of the same names are replaced.",
                examples: "duebell manual /usr/local/share/man/man1"))
    }

    @Argument(
        help: .spoken(
            "文件夹，没有的会建立。",
            "The folder, created if necessary."), completion: .directory)
    var folder: String
    @Option(help: .spoken("路径的输出格式。", "Output format of the paths."))
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
