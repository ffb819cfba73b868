import Calendars
import Cases
import DirectoryIntake
import Foundation
import Intake
import Rules
import Testing

@Suite struct EditableDirectorySourceTests {
    private let home: Folder
    private let source: EditableDirectorySource
    private let time = now()
    private let nameless = #"{"type":"closure","incident":"i-1","at":"2026-05-12T08:00:00Z"}"#

    init() throws {
        home = try Folder()
        source = EditableDirectorySource(
            path: home.file("inbox"), state: home.file("state"), settings: home.settings())
    }

    @Test func `a file is taken once, stays, and is taken again when it is edited`() async throws {
        try home.write(nameless, to: "inbox/a.json")
        let first = await home.take(source, at: time).batch
        #expect(source.features.contains(.revises))
        #expect(first.records.map(\.id) == ["keep:a.json"])
        #expect(await home.take(source, at: time).batch.isEmpty)

        // Editors save like this: another file takes the name.
        try home.write(nameless + " ", to: "draft", age: 30)
        #expect(rename(home.file("draft"), home.file("inbox/a.json")) == 0)
        #expect(await home.take(source, at: time).batch.records.map(\.id) == ["keep:a.json"])
        #expect(home.names(in: "inbox") == ["a.json"])
    }

    @Test func `the records of a file of several are told apart by their place`() async throws {
        try home.write("[\(nameless), \(record("own")), \(nameless)]", to: "inbox/a")
        let batch = await home.take(source, at: time).batch
        #expect(batch.records.map(\.id) == ["keep:a#1", "own", "keep:a#3"])
    }

    @Test func `a file touched but not changed is not taken again`() async throws {
        try home.write(nameless, to: "inbox/a", age: 60)
        _ = await home.take(source, at: time)
        try home.write(nameless, to: "inbox/a", age: 50)
        #expect(await home.take(source, at: time).batch.isEmpty)
    }

    @Test func `an edit within the same moment is seen by its content`() async throws {
        try home.write(record("r-1"), to: "inbox/a", age: 0)
        _ = await home.take(source, at: now())
        try home.write(record("r-2"), to: "inbox/a", age: 0)
        #expect(await home.take(source, at: now()).batch.records.map(\.id) == ["r-2"])
    }

    @Test func `a batch that was not committed is taken again`() async throws {
        try home.write(nameless, to: "inbox/a")
        let batch = await home.next(source, at: time)
        #expect(await home.next(source, at: time).isEmpty)
        await source.release(batch)
        #expect(await home.next(source, at: time).records.count == 1)
    }

    @Test func `a half-saved edit waits, then is explained and not touched`() async throws {
        try home.write("{\"type\": \"clo", to: "inbox/a", age: 5)
        let early = await home.take(source, at: time).batch
        #expect(early.isEmpty && early.nextLook < .seconds(7))
        #expect(await home.take(source, at: time + .seconds(6)).batch.rejections.count == 1)
        #expect(home.names(in: "inbox") == ["a"])
        #expect(home.names(in: "state/rejected") == ["a.error.json"])
        #expect(await home.take(source, at: time + .seconds(7)).batch.rejections.isEmpty)
    }

    @Test func `a deleted file is told of and takes nothing back`() async throws {
        try home.write(nameless, to: "inbox/a")
        _ = await home.take(source, at: time)
        try FileManager.default.removeItem(atPath: home.file("inbox/a"))
        let batch = await home.take(source, at: time).batch
        #expect(batch.issues.map(\.place) == [home.file("inbox/a")])
        #expect(await home.take(source, at: time).batch.issues.isEmpty)
    }
}
