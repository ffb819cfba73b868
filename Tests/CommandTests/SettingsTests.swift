import Foundation
import TestSupport
import Testing

@Suite struct SettingsTests {
    @Test func `flags come before the environment, that before the file`() async throws {
        let office = try Office()
        try office.folder.write(
            #"{"rules": "r", "scan": "5s", "inbox": "in", "//": "a word"}"#, to: "duebell.json")
        let outcome = try await office.run(
            "watch", "--print-settings", "--state", "st", "--scan", "1s", "--keep", "a", "--keep",
            "b",
            environment: [
                "DUEBELL_SCAN": "7s", "DUEBELL_INBOX": "in2", "STATE_DIRECTORY": "/var/lib/duebell",
            ])
        #expect(outcome.status == 0)
        #expect(
            outcome.lines.filter { !$0.hasPrefix("language") } == [
                "rules = r  (duebell.json)", "inbox = in2  (DUEBELL_INBOX)",
                "state = st  (--state)", "store = sqlite:  (default)", "keep = a:b  (--keep)",
                "done = keep  (default)", "scan = 1s  (--scan)",
                "store-password =   (default)", "store-listen =   (default)",
            ])
        let service = try await office.run(
            "watch", "--print-settings", environment: ["STATE_DIRECTORY": "/var/lib/duebell"])
        #expect(service.lines.contains("state = /var/lib/duebell  (STATE_DIRECTORY)"))
    }

    @Test(arguments: [
        (#"{"rule": "r"}"#, "/rule: unknown; accepted are rules, inbox"),
        (#"{"scan": 5}"#, "/scan: found a number; accepted is a text"),
        ("[]", "found an array; accepted is an object"), ("{", "duebell.json"),
    ])
    func `a file that is not understood is refused, wherever it matters`(
        text: String, complaint: String
    ) async throws {
        let office = try Office()
        try office.folder.write(text, to: "duebell.json")
        for arguments in [["watch", "--print-settings"], ["list"], ["watch"]] {
            let outcome = try await Program.run(arguments, in: office.folder.path)
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
        }
    }

    @Test(arguments: [
        ["--scan", "banana"], ["--scan", "0s"], ["--done", "maybe"], ["--store", "x"],
    ])
    func `a value that is none is told with what is accepted`(flags: [String]) async throws {
        let office = try Office()
        let outcome = try await Program.run(["watch"] + flags, in: office.folder.path)
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("\(flags[0]): found `\(flags[1])`; accepted "))
        #expect(office.folder.names(in: "") == ["rules"], "nothing was made")
    }
}
