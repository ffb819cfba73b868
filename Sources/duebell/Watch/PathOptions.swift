import ArgumentParser
import Foundation

/// The flags for the paths.
struct PathOptions: ParsableArguments {
    @Option(
        help: .spoken("规则文件夹。", "Folder of rule documents."), completion: .directory)
    var rules: String?

    @Option(
        help: .spoken(
            "收件目录，记录放在其中。",
            "Folder into which records are delivered."), completion: .directory)
    var inbox: String?

    @Option(
        help: .spoken(
            "状态目录，存放 Duebell 自己的文件。",
            "Folder for Duebell's own files."), completion: .directory)
    var state: String?

    @Option(
        help: .spoken(
            "数据库：sqlite:（在状态目录中）或 sqlite:PATH。",
            "Store: sqlite: (in the state folder) or sqlite:PATH."))
    var store: String?

    func settings(_ further: [Settings.Key: String?] = [:]) throws -> Settings {
        var flags: [Settings.Key: String] = [:]
        flags[.rules] = rules
        flags[.inbox] = inbox
        flags[.state] = state
        flags[.store] = store
        for (key, value) in further { flags[key] = value }
        return try Settings(flags: flags, environment: ProcessInfo.processInfo.environment)
    }
}
