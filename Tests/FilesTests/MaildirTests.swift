import Calendars
import Files
import Foundation
import TestSupport
import Testing

@Suite struct MaildirTests {
    private let home: TestFolder
    private let box: Maildir

    init() throws {
        home = try TestFolder()
        box = try Maildir.making(path: home.path + "/deep/box")
    }

    @Test func `it is made with the folders on its way, private to its owner`() throws {
        #expect(home.names(in: "deep/box") == ["cur", "new", "tmp"])
        #expect(Maildir.isMaildir(box.folder))
        for path in ["/deep", "/deep/box", "/deep/box/new"] {
            let mode = try FileManager.default.attributesOfItem(atPath: home.path + path)[
                .posixPermissions]
            #expect(mode as? Int == 0o700)
        }
        #expect(!Maildir.isMaildir(try Directory(path: home.path)))
    }

    @Test(arguments: ["new/1", "cur/1:2,", "cur/1:2,S"])
    func `what has arrived is not delivered again`(place: String) throws {
        try home.write("first", to: "deep/box/" + place)
        try box.deliver(Array("second".utf8), as: FileName("1"))
        #expect(try home.read("deep/box/" + place) == "first")
        #expect(try home.files().count == 1)
    }

    @Test func `a draft that a dead process left is replaced`() throws {
        try home.write("half of anoth", to: "deep/box/tmp/1")
        try box.deliver(Array("whole".utf8), as: FileName("1"))
        #expect(home.names(in: "deep/box/tmp") == [])
        #expect(try home.read("deep/box/new/1") == "whole")
    }

    @Test func `what waits is read from its beginning, in order, and marked as seen`() throws {
        for name in ["2", "1", ".hidden"] {
            try home.write("mail \(name)", to: "deep/box/new/" + name)
        }
        #expect(box.waiting() == [FileName("1"), FileName("2")])
        guard
            case .whole(let bytes, _) = try box.new().readBeginning(
                of: FileName("1"), bytesMax: 4)
        else { throw TestFailure("not read") }
        #expect(bytes == Array("mail".utf8))
        try FileManager.default.removeItem(atPath: home.path + "/deep/box/cur")
        try box.markSeen(FileName("1"))
        #expect(home.names(in: "deep/box/cur") == ["1:2,S"])
        #expect(box.waiting() == [FileName("2")])
    }

    @Test func `a claim takes a free name, and nothing where another was quicker`() throws {
        try home.write("old", to: "deep/box/cur/1")
        try home.write("young", to: "deep/box/new/1")
        let (new, claimed) = (try box.new(), try box.claimed())
        #expect(try Maildir.claim(FileName("1"), from: new, to: claimed) == FileName("1.1"))
        #expect(try Maildir.claim(FileName("1"), from: new, to: claimed) == nil)
        #expect(try home.read("deep/box/cur/1.1") == "young")
    }

    @Test func `no two names are the same`() {
        let names = (0..<100).map { _ in Maildir.uniqueName(at: Instant(seconds: 1)) }
        #expect(Set(names).count == 100)
        #expect(names[0].description.hasPrefix("1.M0P\(getpid())Q"))
    }
}
