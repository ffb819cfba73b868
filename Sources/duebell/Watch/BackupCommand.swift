import ArgumentParser
import Foundation
import JSON
import Rules
import SQLiteStore
import Storage

struct BackupCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "backup",
            abstract: .spoken(
                "写出数据库的完整副本并加以检查，值守程序运行时也可使用。",
                "Writes a complete, checked copy of the database, also while the watcher runs."),
            discussion: .example("duebell backup /backup/duebell.sqlite"))
    }

    @OptionGroup var places: PathOptions
    @Argument(
        help: .spoken(
            "要写的文件，不得已经存在。",
            "The file to write, which must not exist."), completion: .file())
    var file: String
    @Option(help: .spoken("结果的输出格式。", "How to print the result."))
    var format: OutputFormat = .text

    func run() async throws {
        let database = try places.settings().database
        do throws(DatabaseBackup.Failure) {
            try DatabaseBackup.write(database, to: file)
        } catch {
            switch error {
            case .exists(let file):
                throw Failure(.cannotCreate, "\(file): exists; accepted is a new file")
            case .refused(let error): throw Failure(.cannotCreate, "\(error)")
            case .store(let error):
                throw Failure(error.isWorthRetrying ? .temporary : .noInput, "\(error)")
            }
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        let bytes = (attributes?[.size] as? Int) ?? 0
        switch format {
        case .text: Terminal.say("\(file): \(bytes) bytes, complete")
        case .json:
            Terminal.say(
                JSON.object(["file": .string(file), "bytes": .number(.integer(Int64(bytes)))])
                    .serialized())
        }
    }
}
