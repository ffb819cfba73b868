import Cases
import Deliveries
import Files
import Foundation
import Rules
import TestSupport
import Testing
import Transports

@Suite(.serialized) struct MaildirTransportTests {
    private let folder: TestFolder
    private let transport: any Transport

    init() throws {
        folder = try TestFolder()
        let channel = MaildirChannel(path: "mails/out", from: "duty@city.example")
        transport = try openTransport(.maildir(channel), stateFolder: folder.path)
    }

    private func files(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/mails/out/" + path)
    }

    @Test func `each address has a Maildir with the message in new`() async throws {
        let receipts = await transport.send(sampleMessage(to: ["a@x.example", "b@x.example"]))
        #expect(receipts.map(\.delivery?.code) == [0, 0])
        for (index, address) in ["a@x.example", "b@x.example"].enumerated() {
            let names = try files(address + "/new")
            #expect(names == [receipts[index].answer.text])
            #expect(try files(address + "/tmp").isEmpty)
            #expect(try files(address + "/cur").isEmpty)
            let path = folder.path + "/mails/out/\(address)/new/" + (names.first ?? "")
            let mail = try String(contentsOfFile: path, encoding: .utf8)
            #expect(mail.contains("\nTo: \"Zhang Wei\" <\(address)>\n"))
            #expect(!mail.utf8.contains(UInt8(ascii: "\r")))
        }
    }

    @Test func `the same delivery written again is found to be there, read or not`() async throws {
        let message = sampleMessage(to: ["a@x.example"])
        let first = await transport.send(message)
        #expect(await transport.send(message) == first)
        let name = first[0].answer.text
        #expect(try files("a@x.example/new") == [name])
        let box = folder.path + "/mails/out/a@x.example"
        try FileManager.default.moveItem(
            atPath: "\(box)/new/\(name)", toPath: "\(box)/cur/\(name):2,S")
        #expect(await transport.send(message) == first)
        #expect(try files("a@x.example/new").isEmpty)
    }

    @Test(arguments: [
        ("../../etc", "%2E.%2F..%2Fetc"), (".hidden", "%2Ehidden"), ("a/b", "a%2Fb"),
        ("a\u{0}b", "a%0b"), ("100%", "100%25"), ("值班室", "值班室"),
    ])
    func `an address is one folder and no other`(address: String, folder: String) async throws {
        let receipts = await transport.send(sampleMessage(to: [address]))
        #expect(receipts.map(\.delivery?.code) == [0])
        #expect(try files("") == [folder])
    }

    @Test func `who has no address has a box by name`() async throws {
        _ = await transport.send(sampleMessage(to: [nil], name: "Duty room"))
        #expect(try files("") == ["Duty room"])
        _ = await transport.send(sampleMessage(to: [nil], name: String(repeating: "长", count: 999)))
        #expect(try files("").count == 2)
    }

    @Test func `a folder that cannot be made is deferred`() async throws {
        let channel = MaildirChannel(path: "/proc/none", from: "duty@city.example")
        let transport = try openTransport(.maildir(channel))
        let receipts = await transport.send(sampleMessage(to: ["a@x.example"]))
        #expect(receipts.map(\.deferral?.code) == [0])
        #expect(receipts[0].answer.text.hasPrefix("cannot make: "))
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func `a full disk is deferred and leaves nothing behind`() async throws {
        let message = sampleMessage(to: ["a@x.example"])
        let name = await transport.send(message)[0].answer.text
        let box = folder.path + "/mails/out/a@x.example"
        try FileManager.default.removeItem(atPath: box + "/new/" + name)
        let disk = try #require(SmallDisk(at: folder.path + "/mails/out", kilobytes: 64))
        _ = await transport.send(message)
        try FileManager.default.removeItem(atPath: box + "/new/" + name)
        #expect(disk.fill())
        let receipts = await transport.send(message)
        #expect(receipts.map(\.deferral?.text) == ["cannot write: No space left on device"])
        #expect(try files("a@x.example/tmp").isEmpty)
        #expect(try files("a@x.example/new").isEmpty)
    }
}
