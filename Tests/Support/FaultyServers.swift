import Cases
import Foundation
package import JSON
import Rules

/// Mail servers in one process, each with one fault at one SMTP verb.
package struct FaultyServers: Sendable {
    /// The fault of a server, and its way of accepting commands.
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// The verb at which the fault occurs: `CONNECT`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`,
        /// `RCPT`, `DATA`, `TEXT` for the middle of the text or `END` for its end.
        package let verb: String
        /// The reply code, or one of `close`, `reset` and `silence`.
        package let what: String
        /// True if the server accepts pipelined commands.
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

    /// Returns the port of the server with a fault; the server of the verb `NOTHING` has none.
    package func port(of fault: Fault) throws -> Int {
        if fault.verb == "NOTHING" { return process.port }
        guard let port = ports["\(fault)"] else { throw TestFailure("no server for \(fault)") }
        return port
    }

    /// Returns the texts received completely, whatever the reply: `id` and `to`.
    package func log() throws -> [JSON] {
        try process.log()
    }
}
