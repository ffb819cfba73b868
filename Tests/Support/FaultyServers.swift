import Cases
import Foundation
package import JSON
import Rules

/// Mail servers that each do one thing wrong at one verb, all in one process.
package struct FaultyServers: Sendable {
    /// What a server does wrong, and how it takes commands.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// `CONNECT`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `TEXT` amid it or
        /// `END` of it.
        package let verb: String
        /// A code it answers, or `close`, `reset`, `silence`.
        package let what: String
        /// Whether it takes several commands at once.
        package let takesGroups: Bool

        package init(_ verb: String, _ what: String, takesGroups: Bool = false) {
            self.verb = verb
            self.what = what
            self.takesGroups = takesGroups
        }

        package var description: String { "\(verb) \(what) \(takesGroups ? "group" : "single")" }
    }

    private let process: TestServer
    private let ports: [String: Int]

    package init() throws {
        process = try TestServer("verbs_server.py")
        var ports: [String: Int] = [:]
        while let line = process.nextLine(), line != "done" {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4 else { throw TestFailure(line) }
            ports[words.prefix(3).joined(separator: " ")] = Int(words[3])
        }
        self.ports = ports
    }

    /// Where the server of a fault listens; that of the verb `NOTHING` does nothing wrong.
    package func port(of fault: Fault) throws -> Int {
        if fault.verb == "NOTHING" { return process.port }
        guard let port = ports["\(fault)"] else { throw TestFailure("no server for \(fault)") }
        return port
    }

    /// The texts that came in whole, whatever was answered: `id` and `to`.
    package func log() throws -> [JSON] {
        try process.log()
    }
}
