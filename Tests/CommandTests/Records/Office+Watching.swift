import Files
import Foundation
import JSON
import TestSupport

/// The locale of a terminal in English and in Chinese.
let english = ["LANG": "en_US.UTF-8"]
let chinese = ["LANG": "zh_CN.UTF-8"]

extension Office {
    /// Runs a body while a watcher works on the office.
    func watched(_ body: () async throws -> Void) async throws {
        try folder.with("inbox", "state")
        let watcher = try Program(["watch"], in: folder.path)
        try await eventually("the watcher watches: \(watcher.errors)") {
            FileLock.isHeld(path: folder.path + "/state/duebell.sqlite.lock")
                && watcher.errors.contains("watching")
        }
        try await body()
        watcher.signal(SIGTERM)
        let outcome = try await watcher.end()
        guard outcome.status == 0 else { throw TestFailure(outcome.errors) }
    }

    /// Runs a command with JSON output; returns its outcome and what it printed.
    func json(
        _ arguments: String..., environment: [String: String] = english
    ) async throws -> (status: Int32, told: JSON, errors: String) {
        let outcome = try await Program.run(
            arguments + ["--format", "json"], in: folder.path, environment: environment)
        let told = try outcome.output.ndjson.first ?? .null
        return (outcome.status, told, outcome.errors)
    }

    /// Records an incident that began half an hour ago, and must be reported by the shipped rules.
    func openIncident(_ id: String = "i-1") async throws {
        let opened = try await json(
            "open", id, "--unit", "anju", "--title", "Gas leak", "--severity", "major",
            "--occurred-at", "-30m")
        guard opened.status == 0, opened.told["outcome"] == "taken" else {
            throw TestFailure("\(opened)")
        }
    }
}

extension JSON {
    /// The obligations of a list of rows.
    var obligations: [String] { (array ?? []).compactMap { $0["obligation"]?.string } }
}
