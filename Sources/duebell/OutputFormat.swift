import ArgumentParser

/// The format in which a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
