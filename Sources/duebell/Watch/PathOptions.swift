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
            "数据库：sqlite:（在状态目录中）、sqlite:PATH 或 postgres://USER@HOST/DATABASE。",
            """
            Store: sqlite: (in the state folder), sqlite:PATH or postgres://USER@HOST/DATABASE.
            """))
    var store: String?

    @Option(
        help: .spoken(
            "PostgreSQL 数据库的口令在哪里：env:NAME 或 file:PATH。",
            "Where the password of a PostgreSQL store is: env:NAME or file:PATH."))
    var storePassword: String?

    @Option(
        help: .spoken(
            "PostgreSQL 服务器本身的地址，用于接收通知；--store 指向连接池时填写。",
            """
            Address of the PostgreSQL server itself, for notifications, if --store is a pooler.
            """))
    var storeListen: String?

    func settings(_ further: [Settings.Key: String?] = [:]) throws -> Settings {
        var flags: [Settings.Key: String] = [:]
        flags[.rules] = rules
        flags[.inbox] = inbox
        flags[.state] = state
        flags[.store] = store
        flags[.storePassword] = storePassword
        flags[.storeListen] = storeListen
        for (key, value) in further { flags[key] = value }
        return try Settings(flags: flags, environment: ProcessInfo.processInfo.environment)
    }
}
