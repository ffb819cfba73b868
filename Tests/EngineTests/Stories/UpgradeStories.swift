import Calendars
import Cases
import Deliveries
import Engine
import Foundation
import Messages
import Rules
import Storage
import TestSupport
import Testing
import Transports

/// A receiver that accepts everything.
private final class RecordingTransport: Transport, @unchecked Sendable {
    private let lock = NSLock()
    private var taken: [Message] = []

    var messages: [Message] { lock.withLock { taken } }

    func send(_ message: Message) async -> [Receipt] {
        lock.withLock { taken.append(message) }
        return message.addressees.map { _ in
            .delivered(Receipt.Answer(code: 250, text: "ok"))
        }
    }
}

/// A watcher on a database written by an older version, with the rules of that time.
@Suite struct UpgradeStories {
    private let folder: TestFolder
    private let clock: HandClock
    private let road = RecordingTransport()

    init() throws {
        folder = try TestFolder().with("inbox", "state")
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "StorageTests/Fixtures/before-reasons")
        try FileManager.default.copyItem(
            atPath: fixture.path + "/duebell.sqlite",
            toPath: folder.path + "/state/duebell.sqlite")
        try FileManager.default.copyItem(
            atPath: fixture.path + "/rules", toPath: folder.path + "/rules")
        clock = HandClock(try Instant(rfc3339: "2026-11-29T00:20:00Z"))
    }

    @Test func `what waited for a mute goes out as one message when that ends`() async throws {
        let machine = try await Machine(folder.path, clock, kept: false, road: road)
        try await machine.advanceAll()
        try await machine.sendAll()
        func mails(to name: String) -> [Message] {
            road.messages.filter { $0.addressees.contains { $0.recipient == "contact:" + name } }
        }
        let muted = ["m2", "m3", "m5"]
        for name in muted { #expect(mails(to: name).isEmpty, "\(name) is muted") }
        clock.now = try Instant(rfc3339: "2026-12-31T16:00:01Z")
        try await machine.sendAll()
        for name in muted { #expect(mails(to: name).count == 1, "\(name)") }
        let mail = try #require(mails(to: "m2").first)
        #expect(
            mail.text.contains(
                "3 messages were held back by a mute (works asked for again by the mayor)"))
        for number in 1...3 { #expect(mail.text.contains("(mute3-\(number),")) }
    }

    @Test func `the list shows what the older version left, once its rows are filled in`()
        async throws
    {
        let machine = try await Machine(folder.path, clock, kept: false, road: road)
        let before = try await machine.store.read { snapshot in
            let rows = try snapshot.cases(matching: CaseFilter(), limit: 999, after: nil)
            return try rows.flatMap { try $0.owedAsEncoded() }
        }
        #expect(before.count > 30)
        let partial = try await Program.run(["list", "--all"], in: folder.path)
        #expect(partial.errors.contains("still being rebuilt"))
        let filling = OwedFillingService(runtime: machine.runtime)
        #expect(await filling.step(at: clock.now) != nil)
        let left = try await machine.store.read { try $0.casesWithoutOwed(limit: 1) }
        #expect(left.isEmpty)
        #expect(await filling.step(at: clock.now) == nil)
        let after = try await machine.store.read { snapshot in
            let rows = try snapshot.headings(matching: CaseFilter(), limit: 999, after: nil)
            return try snapshot.owed(of: rows.map(\.incident), onlyOpen: false)
        }
        #expect(after.map(\.obligation) == before.map(\.id))
        for (row, obligation) in zip(after, before) {
            #expect(row.status(at: clock.now) == obligation.status(at: clock.now))
            #expect(row.verdict == obligation.verdict)
            #expect(row.label == obligation.label)
        }
        let whole = try await Program.run(["list", "--all"], in: folder.path)
        #expect(!whole.errors.contains("still being rebuilt"))
        #expect(whole.output.split(separator: "\n").count >= before.count)
    }
}

extension CaseRow {
    /// Returns the obligations in the bytes of the case; empty if unreadable.
    fileprivate func owedAsEncoded() throws -> [Obligation] {
        (try? Case(encoded: body)).map { Array($0.obligations) } ?? []
    }
}
