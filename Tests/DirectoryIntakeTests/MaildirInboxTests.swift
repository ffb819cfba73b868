import Calendars
import Cases
import DirectoryIntake
import Files
import Foundation
import Intake
import Rules
import Testing

@Suite struct MaildirInboxTests {
    private let home: Folder
    private let time = now()

    init() throws {
        home = try Folder(maildir: true)
    }

    @Test func `a file of new is claimed, and gone when it is accepted`() async throws {
        try home.write(record("r-1"), to: "inbox/new/1.M1P1Q1.host")
        let source = home.source()
        let batch = await home.next(source, at: time)
        #expect(batch.records.map(\.id) == ["r-1"])
        #expect(batch.issues.isEmpty)
        #expect(home.names(in: "inbox/new").isEmpty)
        #expect(home.names(in: "inbox/cur") == ["1.M1P1Q1.host"])
        #expect(await source.accept(batch).isEmpty)
        #expect(home.names(in: "inbox/cur").isEmpty)
        #expect(home.names(in: doneFolder(time)) == ["1.M1P1Q1.host"])
    }

    @Test func `what a dead reader had claimed is taken again`() async throws {
        try home.write(record("r-1"), to: "inbox/cur/1.M1P1Q1.host")
        #expect(await home.take(home.source(), at: time).batch.records.map(\.id) == ["r-1"])
        #expect(home.names(in: "inbox/cur").isEmpty)
    }

    @Test func `a claim does not replace what is claimed already`() async throws {
        try home.write(record("r-1"), to: "inbox/cur/1")
        try home.write(record("r-2"), to: "inbox/new/1")
        let batch = await home.take(home.source(), at: time).batch
        #expect(Set(batch.records.map(\.id)) == ["r-1", "r-2"])
        #expect(home.names(in: doneFolder(time)).count == 2)
    }

    @Test func `drafts are never read, and cleared after a day and a half`() async throws {
        try home.write(record("r-1"), to: "inbox/tmp/young", age: 35 * 3_600)
        try home.write(record("r-2"), to: "inbox/tmp/old", age: 37 * 3_600)
        #expect(await home.take(home.source(), at: time).batch.isEmpty)
        #expect(home.names(in: "inbox/tmp") == ["young"])
    }

    @Test func `plain files beside a Maildir are taken too`() async throws {
        try home.write(record("r-1"), to: "inbox/a.json")
        try home.write(record("r-2"), to: "inbox/new/b")
        let batch = await home.take(home.source(), at: time).batch
        #expect(Set(batch.records.map(\.id)) == ["r-1", "r-2"])
        #expect(batch.issues.isEmpty)
    }

    @Test func `a delivered record is whole in new and taken from there`() async throws {
        let path = try InboxWriter.deliver(
            Array(record("r-1").utf8), into: home.file("inbox"), at: time)
        #expect(path.hasPrefix(home.file("inbox/new/")))
        #expect(home.names(in: "inbox/tmp").isEmpty)
        #expect(await home.take(home.source(), at: time).batch.records.map(\.id) == ["r-1"])
    }

    @Test func `a delivered record is taken from a plain inbox`() async throws {
        let plain = try Folder()
        let path = try InboxWriter.deliver(
            Array(record("r-1").utf8), into: plain.file("inbox"), at: time)
        #expect(path.hasSuffix(".json"))
        #expect(plain.names(in: "inbox").count == 1)
        #expect(await plain.take(plain.source(), at: time).batch.records.map(\.id) == ["r-1"])
        #expect(throws: FileError.self) {
            try InboxWriter.deliver([], into: plain.file("nowhere"), at: time)
        }
    }
}
