import ArgumentParser
import Foundation

/// The flags for the paths.
struct PathOptions: ParsableArguments {
    @Option(help: "Folder of rule documents.", completion: .directory)
    var rules: String?

    @Option(help: "Folder into which records are delivered.", completion: .directory)
    var inbox: String?

    @Option(help: "Folder for Duebell's own files.", completion: .directory)
    var state: String?

    @Option(
        help: "Store: sqlite: (in the state folder), sqlite:PATH or postgres://USER@HOST/DATABASE.")
    var store: String?

    @Option(help: "Where the password of a PostgreSQL store is: env:NAME or file:PATH.")
    var storePassword: String?

    @Option(
        help: "Address of the PostgreSQL server itself, for notifications, if --store is a pooler.")
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
