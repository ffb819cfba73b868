import Foundation
import Testing

/// The accepted findings of a check, in files that may only become shorter.
///
/// An unlisted finding fails, and so does a listed one that no longer occurs, so that the lists
/// stay true. `TIDY_BASELINE=write swift test --filter TidyTests` rewrites them.
struct Baseline {
    let name: String

    private static var isWriting: Bool {
        ProcessInfo.processInfo.environment["TIDY_BASELINE"] == "write"
    }

    private var file: URL {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Baselines/\(name).txt")
    }

    private func lines() -> [String] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    private func write(_ lines: [String]) throws {
        guard !lines.isEmpty else {
            try? FileManager.default.removeItem(at: file)
            return
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file, options: .atomic)
    }

    /// Fails on each new finding, with its details, and on each listed finding that is gone.
    func check(
        _ findings: [String], details: [String: [String]] = [:],
        at place: SourceLocation = #_sourceLocation
    ) throws {
        let now = Set(findings)
        if Self.isWriting { return try write(now.sorted()) }
        let (new, gone) = Self.compare(now, with: Set(lines()))
        let more = new.flatMap { details[$0] ?? [] }.joined(separator: "\n")
        #expect(new == [], "new, to be mended\n\(more)", sourceLocation: place)
        #expect(
            gone == [], "gone: take them off Baselines/\(name).txt, or TIDY_BASELINE=write",
            sourceLocation: place)
    }

    static func compare(
        _ now: Set<String>, with before: Set<String>
    ) -> (new: [String], gone: [String]) {
        (now.subtracting(before).sorted(), before.subtracting(now).sorted())
    }

    /// Fails if a count has grown; warns if the count in the file could be lower.
    func check(
        counts: KeyValuePairs<String, Int>, at place: SourceLocation = #_sourceLocation
    ) throws {
        if Self.isWriting { return try write(counts.map { "\($0.key): \($0.value)" }) }
        let before = lines().reduce(into: [String: Int]()) { before, line in
            let parts = line.split(separator: ": ")
            before[String(parts[0])] = parts.last.flatMap { Int($0) }
        }
        for (what, count) in counts {
            let limit = before[what] ?? 0
            #expect(count <= limit, "more \(what) than before", sourceLocation: place)
            if count < limit {
                Issue.record(
                    "fewer \(what) than Baselines/\(name).txt says: \(count), not \(limit)",
                    severity: .warning, sourceLocation: place)
            }
        }
    }
}
