import Calendars
import Cases
import Foundation
import Intake
import Rules
import Testing

@Suite struct KeptDirectorySourceTests {
    private let home: Folder
    private let source: KeptDirectorySource
    private let time = now()
    private let nameless = #"{"type":"closure","incident":"i-1","at":"2026-05-12T08:00:00Z"}"#

    init() throws {
        home = try Folder()
        source = KeptDirectorySource(path: home.file("inbox"), state: home.file("state"))
    }

    @Test func `a file is taken once, stays, and is taken again when it is edited`() async throws {
        try home.write(nameless, to: "inbox/a.json")
        let first = await source.take(at: time).batch
        #expect(first.isKept)
        #expect(first.records.map(\.id) == ["keep:a.json"])
        #expect(await source.take(at: time).batch.isEmpty)

        // As editors do: another file takes the name.
        try home.write(nameless + " ", to: "draft", age: 30)
        #expect(rename(home.file("draft"), home.file("inbox/a.json")) == 0)
        #expect(await source.take(at: time).batch.records.map(\.id) == ["keep:a.json"])
        #expect(home.names(in: "inbox") == ["a.json"])
    }

    @Test func `the records of a file of several are told apart by their place`() async throws {
        try home.write("[\(nameless), \(record("own")), \(nameless)]", to: "inbox/a")
        let batch = await source.take(at: time).batch
        #expect(batch.records.map(\.id) == ["keep:a#1", "own", "keep:a#3"])
    }

    @Test func `a file touched but not changed is not taken again`() async throws {
        try home.write(nameless, to: "inbox/a", age: 60)
        _ = await source.take(at: time)
        try home.write(nameless, to: "inbox/a", age: 50)
        #expect(await source.take(at: time).batch.isEmpty)
    }

    @Test func `an edit within the same moment is seen by its content`() async throws {
        try home.write(record("r-1"), to: "inbox/a", age: 0)
        _ = await source.take(at: now())
        try home.write(record("r-2"), to: "inbox/a", age: 0)
        #expect(await source.take(at: now()).batch.records.map(\.id) == ["r-2"])
    }

    @Test func `a batch that was not committed is taken again`() async throws {
        try home.write(nameless, to: "inbox/a")
        let batch = await source.next(at: time, arrivedAt: time)
        #expect(await source.next(at: time, arrivedAt: time).isEmpty)
        await source.release(batch)
        #expect(await source.next(at: time, arrivedAt: time).records.count == 1)
    }

    @Test func `a half-saved edit waits, then is explained and not touched`() async throws {
        try home.write("{\"type\": \"clo", to: "inbox/a", age: 5)
        let early = await source.take(at: time).batch
        #expect(early.isEmpty && early.lookAgainAt != nil)
        #expect(await source.take(at: time + .seconds(6)).batch.refusals.count == 1)
        #expect(home.names(in: "inbox") == ["a"])
        #expect(home.names(in: "state/rejected") == ["a.error.json"])
        #expect(await source.take(at: time + .seconds(7)).batch.refusals.isEmpty)
    }

    @Test func `a deleted file is told of and takes nothing back`() async throws {
        try home.write(nameless, to: "inbox/a")
        _ = await source.take(at: time)
        try FileManager.default.removeItem(atPath: home.file("inbox/a"))
        let batch = await source.take(at: time).batch
        #expect(batch.troubles.map(\.path) == [home.file("inbox/a")])
        #expect(await source.take(at: time).batch.troubles.isEmpty)
    }
}
