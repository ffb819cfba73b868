import Foundation
import JSON
import SQLiteStore
import Storage
import TestSupport

extension Office {
    /// Starts a watcher in the office.
    func watcher(
        _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> Program {
        try folder.with("inbox", "state")
        return try Program(["watch"] + arguments, in: folder.path, environment: environment)
    }

    /// Puts records into the inbox as one file, and waits until so many are stored and nothing is
    /// left to send.
    func hand(_ records: [JSON], until count: Int, to watcher: Program) async throws {
        let lines = records.map { $0.serialized() }.joined(separator: "\n")
        try folder.write(lines, to: "inbox/\(UUID().uuidString).ndjson")
        let database = folder.path + "/state/duebell.sqlite"
        try await eventually("\(count) records are taken: \(watcher.errors)") {
            guard let store = try? SQLiteStore(path: database, for: .reading) else { return false }
            let counts = try await store.read { try $0.counts() }
            return counts.records >= count && counts.deliveriesWaiting == 0
        }
    }

    /// Returns the record of an incident that began some hours ago, by this machine's clock.
    static func incident(
        _ id: String, unit: String = "anju", severity: String? = "major", hoursAgo: Double = 1,
        title: String? = nil
    ) -> JSON {
        var json: JSONObject = [
            "type": "incident", "incident": .string(id), "unit": .string(unit),
            "title": .string(title ?? "燃气爆炸 \(id)"), "kind": "accident",
            "occurredAt": .string(time(hoursAgo: hoursAgo)),
        ]
        json["severity"] = severity.map(JSON.string)
        return .object(json)
    }

    /// Returns a time some hours ago in RFC 3339.
    static func time(hoursAgo: Double) -> String {
        Date(timeIntervalSinceNow: -3_600 * hoursAgo).ISO8601Format()
    }
}
