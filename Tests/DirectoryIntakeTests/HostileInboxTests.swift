import Calendars
import Cases
import DirectoryIntake
import Foundation
import Glibc
import Intake
import JSON
import Rules
import TestSupport
import Testing

/// Unusual files that may enter an inbox by mistake or malice.
@Suite struct HostileInboxTests {
    private let home: Folder
    private let time = now()

    init() throws {
        home = try Folder()
    }

    @Test func `links, folders and pipes are left alone and reported once`() async throws {
        try home.write(record("secret"), to: "outside.json")
        try FileManager.default.createSymbolicLink(
            atPath: home.file("inbox/link"), withDestinationPath: home.file("outside.json"))
        try FileManager.default.createDirectory(
            atPath: home.file("inbox/folder"), withIntermediateDirectories: false)
        try home.write(record("inner"), to: "inbox/folder/a.json")
        #expect(mkfifo(home.file("inbox/pipe"), 0o600) == 0)
        try home.write(record("r-1"), to: "inbox/a.json")

        let source = home.source()
        let batch = await home.take(source, at: time).batch
        #expect(batch.records.map(\.id) == ["r-1"])
        #expect(
            Set(batch.issues.map(\.place))
                == Set(["link", "folder", "pipe"].map { home.file("inbox/" + $0) }))
        #expect(await home.take(source, at: time).batch.issues.isEmpty)
        #expect(home.names(in: "inbox") == ["folder", "link", "pipe"])
        #expect(try home.read("outside.json") == record("secret"))
    }

    @Test func `a file above the limit is rejected without being read`() async throws {
        var limits = IntakeLimits()
        limits.messageBytesMax = 100
        // A sparse file that would take a gigabyte if read.
        try home.write("", to: "inbox/large")
        #expect(truncate(home.file("inbox/large"), 1 << 30) == 0)
        let batch = await home.take(home.source(limits: limits), at: time).batch
        #expect(batch.rejections.first?.causes.first?.accepted == "at most 100")
        #expect(home.names(in: "state/rejected") == ["large", "large.error.json"])
    }

    @Test func `a record above the limit is refused among others`() async throws {
        var limits = IntakeLimits()
        limits.recordBytesMax = 200
        let large = #"{"type":"closure","x":""# + String(repeating: "x", count: 300) + "\"}"
        let lines = [record("r-1"), large, record("r-2")]
        try home.write(lines.joined(separator: "\n"), to: "inbox/a")
        let batch = await home.take(home.source(limits: limits), at: time).batch
        #expect(batch.records.map(\.id) == ["r-1", "r-2"])
        #expect(batch.rejections.first?.causes.map(\.line) == [2])
    }

    @Test func `UTF-16 is named as what it is`() async throws {
        try home.write([0xFF, 0xFE] + Array("{\0}\0".utf8), to: "inbox/marked")
        try home.write(Array("{\0}\0".utf8), to: "inbox/unmarked")
        let batch = await home.take(home.source(), at: time).batch
        #expect(batch.rejections.count == 2)
        #expect(batch.rejections.allSatisfy { $0.causes.first?.reason.contains("UTF-16") == true })
    }

    @Test(arguments: ["id", "incident", "unit", "title", "kind"])
    func `U+0000 in a text is refused with its place`(member: String) async throws {
        let body: JSON = [
            "type": "incident", "id": "r-1", "incident": "i-1", "unit": "u", "title": "T",
            "kind": "k", "at": "2026-05-12T08:00:00Z",
        ]
        var object = try #require(body.object)
        object[member] = "a\u{0}b"
        try home.write(JSON.object(object).serialized(), to: "inbox/a.json")
        let batch = await home.take(home.source(), at: time).batch
        #expect(batch.records.isEmpty)
        let cause = try #require(batch.rejections.first?.causes.first)
        #expect(cause.pointer == "/" + member)
        #expect(cause.reason == "found the character U+0000")
        #expect(home.names(in: "state/rejected") == ["a.json", "a.json.error.json"])
    }

    @Test func `names of any bytes are taken and shown on one line`() async throws {
        let names: [[UInt8]] = [
            Array("two\nlines".utf8), [0xFF, 0xC0, 0x41], Array("事故 🔥".utf8),
            Array(repeating: 0x61, count: 255), Array(repeating: 0x62, count: 255),
        ]
        for (number, name) in names.enumerated() {
            let path = (Array(home.file("inbox/").utf8) + name + [0]).map { CChar(bitPattern: $0) }
            let file = open(path, O_WRONLY | O_CREAT, 0o600)
            #expect(file >= 0)
            let text = Array((number == 4 ? "nonsense" : record("r-\(number)")).utf8)
            #expect(write(file, text, text.count) == text.count)
            close(file)
        }
        let (batch, issues) = await home.take(home.source(), at: time)
        #expect(issues.isEmpty)
        #expect(batch.records.count == 4)
        #expect(Set(batch.records.map(\.origin)).isSuperset(of: ["two\\x0alines", "\\xff\\xc0A"]))
        #expect(home.names(in: "inbox").isEmpty)
        #expect(home.names(in: "state/rejected").count == 2)
    }

    @Test func `a rejected name that comes again does not replace the first`() async throws {
        let source = home.source()
        for text in ["one", "two"] {
            try home.write(text, to: "inbox/a")
            _ = await home.take(source, at: time)
        }
        #expect(try home.read("state/rejected/a") == "one")
        #expect(try home.read("state/rejected/a.1") == "two")
        #expect(home.names(in: "state/rejected").count == 4)
    }

    @Test(arguments: [true, false])
    func `what cannot be put away stays in the inbox and is reported`(isGood: Bool) async throws {
        try home.write(isGood ? record("r-1") : "nonsense", to: "inbox/a")
        try home.write("in the way", to: isGood ? "state/done" : "state/rejected")
        let source = home.source()
        let first = await home.take(source, at: time)
        #expect(first.issues.count == 1)
        #expect(home.names(in: "inbox") == ["a"])

        try FileManager.default.removeItem(
            atPath: home.file(isGood ? "state/done" : "state/rejected"))
        #expect(await home.take(source, at: time).issues.isEmpty)
        #expect(home.names(in: "inbox").isEmpty)
    }

    @Test func `trying again leaves nothing behind`() async throws {
        try home.write(record("r-1") + "\n{\"type\": 1}\n", to: "inbox/a")
        try home.write("in the way", to: "state/done")
        let source = home.source()
        for _ in 0..<3 { _ = await home.take(source, at: time) }
        #expect(home.names(in: "inbox") == ["a"])
        #expect(home.names(in: "state/rejected").isEmpty)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func `with no room for the reason the rejected file stays`() async throws {
        let disk = try #require(SmallDisk(at: home.file("state"), kilobytes: 64))
        #expect(disk.fill())
        try home.write("nonsense", to: "inbox/a")
        let source = home.source()
        let first = await home.take(source, at: time)
        #expect(first.issues.first?.description.contains("No space left") == true)
        #expect(home.names(in: "inbox") == ["a"])

        disk.clear()
        // Another file system: the file is copied there before it is removed.
        #expect(await home.take(source, at: time).issues.isEmpty)
        #expect(home.names(in: "inbox").isEmpty)
        #expect(try home.read("state/rejected/a") == "nonsense")
    }
}
