import Foundation
import JSON
import Rules
import TestSupport
import Testing

/// The output of commands for programs, and their reports of invalid arguments.
@Suite struct FormatTests {
    private static func read(_ outcome: Program.Outcome) throws -> JSON {
        try JSONReader.read(Array(outcome.output.utf8))
    }

    private static func records(_ office: Office, _ ids: [String]) throws -> String {
        let lines = ids.map { id in
            let record: JSON = [
                "type": "incident", "incident": .string(id), "unit": "anju",
                "title": .string("燃气爆炸 \(id)"), "severity": "major",
                "occurredAt": "2026-05-12T16:00:00+08:00",
            ]
            return record.serialized()
        }
        try office.folder.write(lines.joined(separator: "\n"), to: "records.ndjson")
        return "records.ndjson"
    }

    @Test func `settings and their origins are told programs`() async throws {
        let outcome = try await Office().run(
            "watch", "--print-settings", "--inbox", "post", "--format", "json")
        let settings = try Self.read(outcome)
        #expect(settings["inbox"] == ["value": "post", "from": "--inbox"])
        #expect(settings["rules"] == ["value": "rules", "from": "default"])
    }

    @Test func `where a record was put is told programs`() async throws {
        let office = try Office("inbox")
        let outcome = try await office.run(
            "ack", "i-1", "--by", "li-na", "--anyway", "--format", "json")
        let told = try Self.read(outcome)
        let path = try #require(told["path"]?.string)
        #expect(try office.folder.read(path).ndjson.first == told["record"])
    }

    @Test func `how tests came out is told programs`() async throws {
        let office = try Office()
        let good = try await office.run("test", "rules", "--format", "json")
        let lines = try good.output.ndjson
        #expect(lines.count > 2)
        #expect(lines.dropLast().allSatisfy { $0["ok"] == true && $0["test"] != nil })
        #expect(lines.last?["failed"] == 0)
    }

    @Test func `what an address answered is told programs, good or bad`() async throws {
        let office = try Office("state")
        let outcome = try await office.run("send-test", "contact:engineer", "--format", "json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answer = try Self.read(outcome)
        #expect(answer["to"] == "contact:engineer")
        #expect(answer["outcome"] == "delivered")
    }

    @Test func `a message is given programs in every form`() async throws {
        let office = try Office()
        let records = try Self.records(office, ["i-1"])
        let outcome = try await office.run(
            "try", "message", "--records", records, "--at", "2026-05-12T20:00:00+08:00",
            "--format", "json")
        let message = try Self.read(outcome)
        #expect(message["subject"]?.string?.contains("逾期未报") == true)
        #expect(message["html"]?.string?.contains("<html") == true)
        #expect(message["data"]?["reason"] == "overdue")
    }

    @Test func `several incidents in one, and one whose content is left out, can be seen`()
        async throws
    {
        let office = try Office()
        let records = try Self.records(office, ["i-1", "i-2", "i-3"])
        let time = "2026-05-12T20:00:00+08:00"
        let bundle = try await office.run(
            "try", "message", "--records", records, "--at", time, "--reason", "bundle")
        #expect(bundle.status == 0, "\(bundle.errors)")
        for id in ["i-1", "i-2", "i-3"] { #expect(bundle.output.contains(id)) }
        #expect(bundle.lines.first?.contains("3 件事项") == true)
        let masked = try await office.run(
            "try", "message", "i-1", "--records", records, "--at", time, "--reason", "masked")
        #expect(masked.status == 0, "\(masked.errors)")
        #expect(masked.output.contains("内容不便经此通道发送"))
        #expect(!masked.output.contains("燃气"))
    }

    @Test func `a test about an incident is about it though no reason is given`() async throws {
        let office = try Office("state")
        let records = try Self.records(office, ["i-1"])
        let outcome = try await office.run(
            "send-test", "contact:engineer", "--incident", "i-1", "--records", records)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let folder = office.folder.path + "/state"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        let mail = try #require(files.first { $0.contains("/new/") })
        #expect(try office.folder.read("state/" + mail).contains("i-1"))
    }

    @Test(arguments: [70_000, 1_100_000])
    func `a template that is too large to be used is told by a test`(size: Int) async throws {
        let office = try Office("state")
        try office.folder.with("rules/templates")
        try office.folder.write(
            String(repeating: "x", count: size), to: "rules/templates/any.text.mustache")
        let outcome = try await office.run("send-test", "contact:engineer")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("any.text.mustache"), "\(outcome.errors)")
    }

    @Test func `what cannot be answered is told with the usage of its own command`()
        async throws
    {
        let office = try Office()
        let slip = try await office.run("try", "message", "--reason", "overdu")
        #expect(slip.status == 64)
        #expect(slip.errors.contains("nearest is `overdue`"))
        #expect(slip.errors.contains("Usage: duebell try message "))
        let none = try await office.run("try", "message")
        #expect(none.status == 64)
        #expect(none.errors.contains("Usage: duebell try message "))
        let send = try await office.run("send-test", "x", "--reason", "nothing")
        #expect(send.errors.contains("Usage: duebell send-test "))
    }

    @Test func `every matter of Duebell's own is shown with what it may be about`() async throws {
        let office = try Office()
        let down = try await office.run(
            "try", "message", "--reason", "was-down", "--at", "2026-05-12T20:00:00+08:00")
        #expect(down.output.contains("自2026年5月12日 19:30（Asia/Shanghai）至"))
        let short = try await office.run(
            "try", "message", "--reason", "delivery-failed", "--kind", "short")
        #expect(short.output.contains("消息未能送达 · i-1：contact:li 经 mail 未能送达：550"))
    }
}
