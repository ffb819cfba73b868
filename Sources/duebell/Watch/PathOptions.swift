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

    @Option(help: "Store: sqlite: (in the state folder) or sqlite:PATH.")
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
