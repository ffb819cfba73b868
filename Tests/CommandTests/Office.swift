import Calendars
import Cases
import Foundation
import JSON
import Rules
import SQLiteStore
import Storage
import TestSupport

/// A working folder with the shipped rules in it, as an operator has one.
final class Office {
    let folder: TestFolder
    /// The top folder of the package.
    static let top = URL(filePath: testsFolder).deletingLastPathComponent().path

    init(_ folders: String...) throws {
        folder = try TestFolder()
        for name in folders + ["rules"] { try folder.with(name) }
        try copyRules(to: "rules")
    }

    /// Copies the shipped rules into a folder.
    func copyRules(to copy: String) throws {
        // By content: copying a file keeps owner and group, which not every user may set.
        let rules = Self.top + "/rules/"
        for name in try FileManager.default.subpathsOfDirectory(atPath: rules).sorted() {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: rules + name, isDirectory: &isFolder)
            if isFolder.boolValue {
                try folder.with(copy + "/" + name)
            } else {
                try folder.write(
                    String(contentsOfFile: rules + name, encoding: .utf8), to: copy + "/" + name)
            }
        }
    }

    func run(
        _ arguments: String..., environment: [String: String] = [:], input: String = ""
    ) async throws -> Program.Outcome {
        try await Program.run(arguments, in: folder.path, environment: environment, input: input)
    }

    static func golden(_ name: String) throws -> String {
        try String(contentsOfFile: testsFolder + "/CommandTests/Golden/" + name, encoding: .utf8)
    }

    static func example(_ name: String) throws -> String {
        try String(contentsOfFile: testsFolder + "/Examples/" + name, encoding: .utf8)
    }

    /// Runs a watcher until the two records of the founding case are received and all messages
    /// sent.
    func watchFoundingCase() async throws {
        try await watch(
            try Self.example("founding.ndjson").split(separator: "\n").map { "\($0)" })
    }

    /// Runs a watcher until some records are received and all messages sent.
    func watch(_ records: [String]) async throws {
        try folder.with("inbox", "state")
        let watcher = try Program(["watch"], in: folder.path)
        for line in records {
            try folder.write(line, to: "inbox/\(UUID().uuidString).json")
        }
        let database = folder.path + "/state/duebell.sqlite"
        try await eventually("all records are taken and nothing waits: \(watcher.errors)") {
            guard folder.names(in: "inbox").isEmpty,
                let store = try? SQLiteStore(path: database, for: .reading)
            else { return false }
            let counts = try await store.read { try $0.counts() }
            return counts.records == records.count && counts.deliveriesWaiting == 0
        }
        watcher.signal(SIGTERM)
        let outcome = try await watcher.end()
        guard outcome.status == 0 else { throw TestFailure(outcome.errors) }
    }
}

extension String {
    /// The text's lines as JSON.
    var ndjson: [JSON] {
        get throws {
            try split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
        }
    }
}
