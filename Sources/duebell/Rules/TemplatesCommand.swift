import ArgumentParser
import Foundation
import Messages

struct TemplatesCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "templates",
            abstract: .spoken(
                "以模板形式输出内置的消息文本，或写入文件夹。",
                """
                Prints the built-in texts of messages as templates, or writes them to a folder.
                """),
            discussion: .spoken(
                "规则文件夹下 `templates/` 中的模板代替内置文本；结果用 `duebell try message` 查看。",
                """
                A template in `templates/` below the rules replaces a built-in text; `duebell \
                try message` shows the result.
                """,
                examples: "duebell templates --write rules/templates"))
    }

    @Option(
        help: .spoken(
            "写入的文件夹；已有的文件保留。",
            "Folder to write them to; existing files are kept."), completion: .directory)
    var write: String?

    func run() async throws {
        guard let write else {
            for template in ReadyTemplate.all {
                Terminal.say("--- \(template.fileName)")
                Terminal.put(template.text)
            }
            return
        }
        for template in ReadyTemplate.all {
            let path = write + "/" + template.fileName
            do {
                try FileManager.default.createDirectory(
                    atPath: write, withIntermediateDirectories: true)
                try Data(template.text.utf8).write(
                    to: URL(filePath: path), options: .withoutOverwriting)
                Terminal.say(path)
            } catch let error as CocoaError where error.code == .fileWriteFileExists {
                Terminal.complain("duebell: \(path) is there already and stays as it is")
            } catch {
                throw Failure(.cannotCreate, "\(path): \(error.localizedDescription)")
            }
        }
    }
}
