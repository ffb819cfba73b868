import Calendars
import Cases
import DirectoryIntake
import Foundation
import Glibc
import Intake
import Rules
import TestSupport
import Testing

/// Files that are written to while they are read, and after they have left the inbox.
@Suite struct WrittenFileTests {
    private let home: Folder
    private let start = now()

    init() throws {
        home = try Folder()
    }

    /// A process that holds a file open and appends to it.
    private final class Writer {
        private let file: Int32

        init(_ path: String) throws {
            file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o640)
            if file < 0 { throw TestFailure("\(path) cannot be opened") }
        }

        deinit { Glibc.close(file) }

        func write(_ text: String) {
            let bytes = Array(text.utf8)
            #expect(Glibc.write(file, bytes, bytes.count) == bytes.count)
        }
    }

    private func source(asking: Bool) -> DirectorySource {
        var settings = home.settings()
        settings.asksForWriters = asking
        return DirectorySource(
            inbox: home.file("inbox"), state: home.file("state"), settings: settings)
    }

    /// Takes everything at an instant and returns the ids of the records.
    private func taken(_ source: DirectorySource, at instant: Instant) async -> [String] {
        var ids: [String] = []
        var isLast = false
        while !isLast {
            let (batch, issues) = await home.take(source, at: instant)
            ids += batch.records.map(\.id.text)
            #expect(issues == [] && batch.issues == [])
            isLast = batch.isLast
        }
        return ids
    }

    @Test func `a file held open is taken up to its last complete record and stays`()
        async throws
    {
        let source = source(asking: true)
        var writer: Writer? = try Writer(home.file("inbox/a"))
        let second = record("r-2") + "\n"
        writer?.write(record("r-1") + "\n" + second.prefix(20))
        #expect(await taken(source, at: now()) == ["r-1"])
        // Pauses of a second, half a minute, ten minutes and three hours.
        for pause in [1, 30, 600, 10_800] {
            #expect(await taken(source, at: now() + .seconds(pause)) == [])
            #expect(home.names(in: "inbox") == ["a"])
        }
        writer?.write(String(second.dropFirst(20)) + record("r-3"))
        #expect(await taken(source, at: now() + .seconds(10_801)) == ["r-2", "r-3"])
        writer?.write("\n{\"type\": 7}\n" + record("r-4") + "\n")
        #expect(await taken(source, at: now() + .seconds(10_802)) == ["r-4"])
        #expect(try home.read("state/rejected/a.refused") == "{\"type\": 7}\n")
        #expect(home.names(in: "inbox") == ["a"])
        writer = nil
        #expect(await taken(source, at: now() + .seconds(10_900)) == [])
        #expect(home.names(in: "inbox") == [])
        #expect(home.names(in: doneFolder(now() + .seconds(10_900))) == ["a"])
    }

    @Test func `the line of a mistake counts from the beginning of the file`() async throws {
        let source = source(asking: true)
        let writer = try Writer(home.file("inbox/a"))
        writer.write(record("r-1") + "\n\n" + record("r-2") + "\n")
        _ = await taken(source, at: now())
        writer.write(record("r-3") + "\n{oops\n")
        let batch = await home.take(source, at: now()).batch
        #expect(batch.records.map(\.origin) == ["a:4"])
        #expect(batch.rejections.first?.causes.map(\.line) == [5])
        withExtendedLifetime(writer) {}
    }

    @Test(arguments: [1, 30, 600])
    func `an array whose writer pauses is taken when it is whole`(pause: Int) async throws {
        let source = source(asking: true)
        var writer: Writer? = try Writer(home.file("inbox/a"))
        writer?.write("[\(record("r-1")),")
        #expect(await taken(source, at: now() + .seconds(pause)) == [])
        writer?.write("\(record("r-2"))]")
        writer = nil
        #expect(await taken(source, at: now() + .seconds(pause)) == ["r-1", "r-2"])
        #expect(home.names(in: "inbox") == [])
    }

    @Test(arguments: [1, 30, 600])
    func `lines appended by opening the file anew each time lose nothing`(
        pause: Int
    ) async throws {
        let source = source(asking: true)
        let line = record("r-2") + "\n"
        try Writer(home.file("inbox/a")).write(record("r-1") + "\n" + line.prefix(30))
        var ids = await taken(source, at: now() + .seconds(pause))
        try Writer(home.file("inbox/a")).write(line.dropFirst(30) + record("r-3") + "\n")
        ids += await taken(source, at: now() + .seconds(pause + 2))
        ids += await taken(source, at: now() + .seconds(pause + 1_000))
        #expect(ids == ["r-1", "r-2", "r-3"])
        #expect(home.names(in: "inbox") == [] && home.names(in: "state/rejected") == [])
    }

    @Test func `the rest of a line nobody finishes is rejected after a quarter of an hour`()
        async throws
    {
        let source = source(asking: true)
        try home.write(record("r-1") + "\n{\"type\":", to: "inbox/a")
        #expect(await taken(source, at: now()) == ["r-1"])
        #expect(home.names(in: "inbox") == ["a"])
        let batch = await home.take(source, at: now() + .seconds(901)).batch
        #expect(batch.rejections.first?.causes.map(\.line) == [2])
        #expect(home.names(in: "inbox") == [])
        #expect(try home.read("state/rejected/a.refused") == "{\"type\":\n")
    }

    /// Without an answer from the kernel, the file leaves while its writer still has it.
    @Test(arguments: [1, 30, 600, 20_000], [false, true])
    func `what is appended after a file has left is taken`(
        pause: Int, isRestarted: Bool
    ) async throws {
        var source = source(asking: false)
        let writer = try Writer(home.file("inbox/a"))
        writer.write(record("r-1") + "\n" + record("r-2") + "\n")
        #expect(await taken(source, at: now() + .seconds(2)) == ["r-1", "r-2"])
        #expect(home.names(in: "inbox") == [])
        await (source as any Source).watch {}
        _ = await taken(source, at: now() + .seconds(3))
        if isRestarted { source = self.source(asking: false) }
        writer.write(record("r-3") + "\n")
        if !isRestarted { try await Task.sleep(for: .milliseconds(100)) }
        let late = await taken(source, at: now() + .seconds(pause + 3))
        #expect(late == (isRestarted ? ["r-1", "r-2", "r-3"] : ["r-3"]))
        #expect(await taken(source, at: now() + .seconds(pause + 4)) == [])
    }

    @Test func `a file rejected in the middle is taken once its writer finishes it`()
        async throws
    {
        let source = source(asking: false)
        let writer = try Writer(home.file("inbox/a"))
        let text = record("r-1")
        writer.write(String(text.prefix(30)))
        await (source as any Source).watch {}
        let early = await home.take(source, at: now() + .seconds(11)).batch
        #expect(early.rejections.count == 1)
        #expect(home.names(in: "state/rejected") == ["a", "a.error.json"])
        _ = await taken(source, at: now() + .seconds(12))
        writer.write(String(text.dropFirst(30)))
        try await Task.sleep(for: .milliseconds(100))
        #expect(await taken(source, at: now() + .seconds(620)) == ["r-1"])
        #expect(home.names(in: "state/rejected") == [])
        #expect(home.names(in: doneFolder(now() + .seconds(620))) == ["a"])
    }

    @Test func `a file that was deleted while its writer had it is read to its end`()
        async throws
    {
        var settings = home.settings()
        settings.asksForWriters = false
        let source = DirectorySource(
            inbox: home.file("inbox"), state: home.file("state"), accepted: .delete,
            settings: settings)
        let writer = try Writer(home.file("inbox/a"))
        writer.write(record("r-1") + "\n" + record("r-2") + "\n")
        #expect(await taken(source, at: now() + .seconds(2)) == ["r-1", "r-2"])
        #expect(home.names(in: "inbox") == [])
        writer.write(record("r-3") + "\n")
        #expect(await taken(source, at: now() + .seconds(7_200)) == ["r-3"])
    }

    @Test func `a file replaced between its reading and its leaving is read`() async throws {
        let source = source(asking: true)
        try home.write(record("r-1"), to: "inbox/a.json")
        let batch = await home.next(source, at: start)
        try home.write(record("r-2"), to: "draft")
        #expect(rename(home.file("draft"), home.file("inbox/a.json")) == 0)
        #expect(await source.accept(batch) == [])
        #expect(await taken(source, at: start) == ["r-2"])
        #expect(try home.read(doneFolder(start) + "/a.json") == record("r-2"))
    }

    @Test func `a file leaves under a name that no unread file has`() async throws {
        for (name, id) in [
            (".duebell-leaving.0.a.json", "r-0"), (".duebell-leaving.1.a.json", "r-1"),
            ("a.json", "r-2"),
        ] { try home.write(record(id), to: "inbox/" + name) }
        let source = source(asking: true)
        let ids = await taken(source, at: start)
        #expect(Set(ids) == ["r-0", "r-1", "r-2"])
        #expect(home.names(in: "inbox") == [])
        #expect(home.names(in: doneFolder(start)) == ["a.json", "a.json.1", "a.json.2"])
    }

    @Test func `a file under its leaving name, left by a dead watcher, is read again`()
        async throws
    {
        try home.write(record("r-1"), to: "inbox/.duebell-leaving.0.a.json")
        let batch = await home.take(source(asking: true), at: start).batch
        #expect(batch.records.map(\.origin) == ["a.json"])
        #expect(home.names(in: "inbox") == [])
        #expect(home.names(in: doneFolder(start)) == ["a.json"])
    }

    @Test func `a file of lines that never rests is taken all the same`() async throws {
        let source = source(asking: true)
        var ids: [String] = []
        for number in 0..<60 {
            try Writer(home.file("inbox/a")).write(record("r-\(number)") + "\n")
            if number % 10 == 0 {
                ids += await taken(source, at: now() + .milliseconds(300 * (number / 10)))
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(!ids.isEmpty)
        ids += await taken(source, at: now() + .seconds(10))
        #expect(Set(ids).count == 60 && ids.count == 60)
    }
}
