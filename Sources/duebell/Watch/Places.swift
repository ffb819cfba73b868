import ArgumentParser
import Foundation

/// The flags for the paths.
struct Places: ParsableArguments {
    @Option(help: "The folder of rule documents.", completion: .directory)
    var rules: String?

    @Option(help: "The folder records are dropped into.", completion: .directory)
    var inbox: String?

    @Option(help: "The folder of Duebell's own files.", completion: .directory)
    var state: String?

    @Option(help: "The store: sqlite: (in the state folder) or sqlite:PATH.")
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
