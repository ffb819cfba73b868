import Calendars
import DirectoryIntake
import Foundation
import Intake

/// A temporary folder with an inbox and a state folder, removed after the test.
final class Folder: Sendable {
    let path: String

    init(maildir: Bool = false) throws {
        path = NSTemporaryDirectory() + "duebell-" + UUID().uuidString
        for name in ["inbox", "state"] + (maildir ? Self.maildir : []) {
            try FileManager.default.createDirectory(
                atPath: path + "/" + name, withIntermediateDirectories: true)
        }
    }

    private static let maildir = ["inbox/tmp", "inbox/new", "inbox/cur"]

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// Writes a file with a given age.
    func write(_ text: String, to name: String, age: TimeInterval = 60) throws {
        try write(Array(text.utf8), to: name, age: age)
    }

    func write(_ bytes: [UInt8], to name: String, age: TimeInterval = 60) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: file(name))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
    }

    /// Returns the names in a folder, sorted; empty if there is no folder.
    func names(in name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: file(name))) ?? []).sorted()
    }

    /// The clock of the file system, which a test may set.
    let clock = FileClock()

    /// Returns settings for reading the folder by the test's clock.
    func settings(limits: IntakeLimits = IntakeLimits()) -> FolderSettings {
        var settings = FolderSettings { [clock] in clock.time }
        settings.limits = limits
        return settings
    }

    func source(
        accepted: AcceptedFiles = .keep, limits: IntakeLimits = IntakeLimits()
    ) -> DirectorySource {
        DirectorySource(
            inbox: file("inbox"), state: file("state"), accepted: accepted,
            settings: settings(limits: limits))
    }

    /// Returns the next batch of a source at a time of the file system.
    func next(_ source: any Source, at instant: Instant) async -> Batch {
        clock.time = instant
        return await source.next(at: instant)
    }

    /// Reads and accepts the next batch at one instant.
    func take(
        _ source: any Source, at instant: Instant
    ) async -> (batch: Batch, issues: [IOIssue]) {
        let batch = await next(source, at: instant)
        return (batch, await source.accept(batch))
    }
}

/// A clock that a test can set.
final class FileClock: @unchecked Sendable {
    private let lock = NSLock()
    private var instant = now()

    var time: Instant {
        get { lock.withLock { instant } }
        set { lock.withLock { instant = newValue } }
    }
}

/// Returns the time by the file system's clock.
func now() -> Instant {
    Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
}

/// Returns the folder in `done` for files accepted at an instant.
func doneFolder(_ instant: Instant) -> String {
    let date = Zone.utc.civil(at: instant).date
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "state/done/\(date.year)-\(two(date.month))-\(two(date.day))"
}

/// Returns the text of a valid record.
func record(_ id: String) -> String {
    #"{"type":"closure","id":"\#(id)","incident":"i-1","at":"2026-05-12T08:00:00Z"}"#
}
