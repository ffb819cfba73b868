import Calendars
import Cases
import DirectoryIntake
import Foundation
import Glibc
import Intake
import JSON
import Rules
import Testing

@Suite struct DirectorySourceTests {
    private let home: Folder
    private let time = now()

    init() throws {
        home = try Folder()
    }

    @Test func `a file leaves the inbox only when its batch is accepted`() async throws {
        try home.write(record("r-1"), to: "inbox/a.json")
        let source = home.source()
        let batch = await home.next(source, at: time)
        #expect(batch.records.map(\.id) == ["r-1"])
        #expect(batch.records.first?.origin == "a.json")
        #expect(batch.records.first?.arrivedAt == time)
        #expect(batch.isLast)
        #expect(home.names(in: "inbox") == ["a.json"])

        #expect(await source.accept(batch).isEmpty)
        #expect(home.names(in: "inbox").isEmpty)
        #expect(try home.read(doneFolder(time) + "/a.json") == record("r-1"))
    }

    @Test func `a batch nobody accepted comes again when it is released`() async throws {
        try home.write(record("r-1"), to: "inbox/a.json")
        let source = home.source()
        let first = await home.next(source, at: time)
        #expect(await home.next(source, at: time).isEmpty)
        await source.release(first)
        #expect(await home.next(source, at: time).records.count == 1)
    }

    @Test func `accepted files are deleted where that is asked for`() async throws {
        try home.write(record("r-1"), to: "inbox/a.json")
        _ = await home.take(home.source(accepted: .delete), at: time)
        #expect(home.names(in: "inbox").isEmpty)
        #expect(home.names(in: "state").isEmpty)
    }

    @Test func `a rejected file is found with its causes by those who wrote it`() async throws {
        let state = home.file("state")
        #expect(RejectionNote.find(of: "a.json", digest: "", in: state) == nil)
        try home.write(#"{"type": "report", "incident": "i-1"}"#, to: "inbox/a.json")
        _ = await home.take(home.source(), at: time)
        let note = try #require(RejectionNote.find(of: "a.json", digest: "", in: state))
        #expect(note.path == state + "/rejected/a.json")
        #expect(note.causes.first?.hasPrefix("/from: ") == true)
        #expect(note.causes.first?.contains("; accepted is a text that is not empty") == true)
    }

    @Test func `a name that comes again is kept beside the first`() async throws {
        let source = home.source()
        for id in ["r-1", "r-2", "r-3"] {
            try home.write(record(id), to: "inbox/a.json")
            _ = await home.take(source, at: time)
        }
        #expect(home.names(in: doneFolder(time)) == ["a.json", "a.json.1", "a.json.2"])
        #expect(try home.read(doneFolder(time) + "/a.json.2") == record("r-3"))
    }

    @Test func `unfinished and hidden files are not looked at`() async throws {
        for name in [".a.json", "a.json.tmp", "a.part", "a.json~", "a.json.swp"] {
            try home.write("not JSON", to: "inbox/" + name)
        }
        let (batch, issues) = await home.take(home.source(), at: time)
        #expect(batch.isEmpty && batch.issues.isEmpty && issues.isEmpty)
        #expect(home.names(in: "inbox").count == 5)
    }

    @Test func `objects, arrays and lines are told apart whatever the name`() async throws {
        try home.write("\u{FEFF} \n" + record("o") + "\n", to: "inbox/1.txt")
        try home.write("[\n\(record("a1")),\n \(record("a2"))\n]\n", to: "inbox/2")
        try home.write("\n\(record("l1"))\r\n\r\n\(record("l2"))", to: "inbox/3.json")
        try home.write("[]", to: "inbox/4")
        let (batch, _) = await home.take(home.source(), at: time)
        #expect(batch.records.map(\.id) == ["o", "a1", "a2", "l1", "l2"])
        #expect(
            batch.records.map(\.origin) == ["1.txt", "2#1", "2#2", "3.json:2", "3.json:4"])
        #expect(batch.rejections.isEmpty)
        #expect(home.names(in: "inbox").isEmpty)
    }

    @Test func `what is not understood goes to rejected with its places`() async throws {
        try home.write("{\n  \"type\": \"closure\",\n  oops\n}", to: "inbox/a.json")
        let (batch, _) = await home.take(home.source(), at: time)
        #expect(batch.records.isEmpty)
        #expect(batch.rejections.map(\.origin) == ["a.json"])
        #expect(batch.rejections.first?.causes.first?.line == 3)
        #expect(batch.rejections.first?.causes.first?.column == 3)
        #expect(home.names(in: "inbox").isEmpty)
        #expect(home.names(in: "state/rejected") == ["a.json", "a.json.error.json"])
        let text = try home.read("state/rejected/a.json.error.json")
        let explanation = try JSONReader.read(Array(text.utf8))
        #expect(explanation["file"]?.string == "a.json")
        #expect(explanation["errors"]?.array?.first?["line"]?.integer == 3)
    }

    @Test func `of a file of lines the good are taken and the bad kept apart`() async throws {
        let text = [record("r-1"), "{\"type\": 7}", record("r-2"), "{oops"]
        try home.write(text.joined(separator: "\n") + "\n", to: "inbox/a")
        let (batch, _) = await home.take(home.source(), at: time)
        #expect(batch.records.map(\.id) == ["r-1", "r-2"])
        #expect(Set(batch.rejections.first?.causes.map(\.line) ?? []) == [2, 4])
        #expect(try home.read(doneFolder(time) + "/a").hasPrefix(record("r-1")))
        #expect(try home.read("state/rejected/a.refused") == "{\"type\": 7}\n{oops\n")
        #expect(
            home.names(in: "state/rejected") == ["a.refused", "a.refused.error.json"])
    }

    @Test func `a bad record of an array is refused alone, at its line`() async throws {
        let text = "[\(record("r-1")),\n  {\"x\": 1}, {\n\"type\": 8}\n]"
        try home.write(text, to: "inbox/a")
        let (batch, _) = await home.take(home.source(), at: time)
        #expect(batch.records.map(\.id) == ["r-1"])
        let causes = try #require(batch.rejections.first?.causes)
        let places = causes.filter { $0.pointer == "/type" }.map { [$0.line, $0.column] }
        #expect(places == [[2, 3], [3, 9]])
        #expect(try home.read("state/rejected/a.refused") == "{\"x\":1}\n{\"type\":8}\n")
    }

    @Test(arguments: ["", " \n", "{\"type\": \"clos", "[{}", "[{},", "[", "{\"a\":1,"])
    func `a half-written file waits until it is ten seconds old`(text: String) async throws {
        try home.write(text, to: "inbox/a.json", age: 4)
        let source = home.source()
        let early = await home.take(source, at: time).batch
        #expect(early.isEmpty)
        #expect(early.nextLook > .seconds(3) && early.nextLook < .seconds(7))
        #expect(home.names(in: "inbox") == ["a.json"])

        #expect(await home.take(source, at: time + .seconds(7)).batch.rejections.count == 1)
        #expect(home.names(in: "inbox").isEmpty)
    }

    @Test func `a file of lines must have rested, an object need not`() async throws {
        try home.write(record("r-1") + "\n" + record("r-2"), to: "inbox/lines", age: 0)
        try home.write(record("r-3"), to: "inbox/object", age: 0)
        let source = home.source()
        let first = await home.take(source, at: now()).batch
        #expect(first.records.map(\.id) == ["r-3"])
        #expect(first.nextLook <= .seconds(1))
        let second = await home.take(source, at: now() + .seconds(2)).batch
        #expect(second.records.map(\.id) == ["r-1", "r-2"])
    }

    @Test func `a file written to after it was read stays and is read again`() async throws {
        try home.write(record("r-1"), to: "inbox/a.json")
        let source = home.source()
        let batch = await home.next(source, at: time)
        try home.write(record("r-2"), to: "inbox/a.json", age: 50)
        #expect(await source.accept(batch).isEmpty)
        #expect(home.names(in: "inbox") == ["a.json"])
        #expect(await home.take(source, at: time).batch.records.map(\.id) == ["r-2"])
    }

    @Test func `a file that vanished after it was read is nobody's trouble`() async throws {
        try home.write(record("r-1"), to: "inbox/a.json")
        let source = home.source()
        let batch = await home.next(source, at: time)
        try FileManager.default.removeItem(atPath: home.file("inbox/a.json"))
        #expect(await source.accept(batch).isEmpty)
    }

    @Test func `a folder that vanished is a trouble until it is there again`() async throws {
        try FileManager.default.removeItem(atPath: home.file("inbox"))
        let source = home.source()
        let missing = await home.take(source, at: time).batch
        #expect(missing.issues.map(\.place) == [home.file("inbox")])
        #expect(missing.isLast)
        #expect(await home.take(source, at: time).batch.issues.isEmpty)
        try FileManager.default.createDirectory(
            atPath: home.file("inbox"), withIntermediateDirectories: false)
        try home.write(record("r-1"), to: "inbox/a.json")
        #expect(await home.take(source, at: time).batch.records.count == 1)
    }

    @Test func `batches are bounded and together hold everything once`() async throws {
        for number in 0..<2_500 {
            try Data(record("r-\(number)").utf8).write(
                to: URL(fileURLWithPath: home.file("inbox/\(number)")))
        }
        let source = home.source()
        var ids: Set<Record.ID> = []
        var batches = 0
        var isLast = false
        while !isLast {
            let batch = await home.take(source, at: time).batch
            #expect(batch.records.count <= 1_000)
            ids.formUnion(batch.records.map(\.id))
            batches += 1
            isLast = batch.isLast
        }
        #expect(ids.count == 2_500)
        #expect(batches == 3)
        #expect(home.names(in: "inbox").isEmpty)
    }
}
