import Files
import Foundation
import JSON
import Rules
import TestSupport
import Testing

@Suite struct HandInTests {
    @Test func `report, ack, close and reopen put records into a plain inbox`() async throws {
        let office = try Office("inbox")
        let time = "2026-05-12T17:40:00+08:00"
        let outcomes = [
            try await office.json(
                "report", "i-1", "--from", "anju", "--to", "city-committee", "--to",
                "city-government", "--form", "verbal", "--by", "张伟", "--at", time, "--id", "r-1",
                "--anyway"),
            try await office.json(
                "ack", "i-1", "--by", "li-na", "--note", "on it", "--at", time, "--id", "a-1",
                "--anyway"),
            try await office.json(
                "close", "i-1", "--why", "fire is out", "--at", time, "--id", "c-1", "--anyway"),
            try await office.json(
                "close", "i-1", "--reopen", "--at", time, "--id", "o-1", "--anyway"),
        ]
        var records: [JSON] = []
        for outcome in outcomes {
            #expect(outcome.status == 0, "\(outcome.errors)")
            let path = try #require(outcome.told["path"]?.string)
            records += try office.folder.read(path).ndjson
        }
        #expect(
            records == [
                [
                    "type": "report", "incident": "i-1", "from": "anju",
                    "to": ["city-committee", "city-government"], "submittedAt": .string(time),
                    "form": "verbal", "by": "张伟", "id": "r-1",
                ],
                [
                    "type": "acknowledgement", "incident": "i-1", "by": "li-na",
                    "at": .string(time), "note": "on it", "id": "a-1",
                ],
                [
                    "type": "closure", "incident": "i-1", "at": .string(time),
                    "why": "fire is out", "id": "c-1",
                ],
                ["type": "reopening", "incident": "i-1", "at": .string(time), "id": "o-1"],
            ])
        #expect(office.folder.names(in: "inbox").allSatisfy { $0.hasSuffix(".json") })
    }

    @Test func `a Maildir gets them by its own protocol`() async throws {
        let office = try Office("post/tmp", "post/new", "post/cur")
        let outcome = try await office.json(
            "ack", "i-1", "--by", "li-na", "--anyway", environment: ["DUEBELL_INBOX": "post"])
        #expect(outcome.told["path"]?.string?.hasPrefix("post/new/") == true)
        #expect(office.folder.names(in: "post/new").count == 1)
        #expect(office.folder.names(in: "post/tmp") == [])
        let again = try await office.json(
            "ack", "i-1", "--by", "li-na", "--anyway", "--id", "a-1",
            environment: ["DUEBELL_INBOX": "post"])
        #expect(again.told["outcome"] == "unwatched")
        let third = try await office.json(
            "ack", "i-1", "--by", "li-na", "--anyway", "--id", "a-1",
            environment: ["DUEBELL_INBOX": "post"])
        #expect(third.told["outcome"] == "already-recorded")
    }

    @Test func `what is no time, or has nowhere to go, is refused`() async throws {
        let office = try Office()
        let late = try await office.run("ack", "i-1", "--by", "li-na", "--at", "yesterday")
        #expect(late.status == 64)
        #expect(late.errors.contains("`yesterday`"))
        let homeless = try await office.run("ack", "i-1", "--by", "li-na", "--anyway")
        #expect(homeless.status == 73)
        #expect(homeless.errors.contains("inbox"))
        let empty = try await office.run("ack", "", "--by", "li-na", "--anyway")
        #expect(empty.status == 65)
    }

    @Test func `send-test tells what the mail server answered`() async throws {
        let server = try TestServer("smtp_server.py")
        let office = try Office()
        let rules = try office.folder.read("rules/office.json")
        let mail = """
            "mail": { "kind": "email", "server": "smtp://127.0.0.1:\(server.port)", \
            "tls": "none", "from": "duty@city.example" },
            """
        try office.folder.write(
            rules.split(separator: "\n").map {
                $0.contains("\"mail\": {") && !$0.contains("//") ? Substring(mail) : $0
            }.joined(separator: "\n"),
            to: "rules/office.json")
        let good = try await office.run("send-test", "contact:engineer")
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("engineer@city.example"))
        #expect(good.output.contains("已送达") && good.output.contains("250 2.0.0 Ok"))
        let bare = try await office.run("send-test", "mailto:rcpt550@city.example")
        #expect(bare.status == 69)
        #expect(bare.output.contains("550") && bare.errors.contains("没有送达"))
        let nobody = try await office.run("send-test", "nobody")
        #expect(nobody.status == 1)
        let mails = try server.log()
        #expect(mails.count == 1)
        #expect(mails.first?["subject"]?.string?.contains("Duebell") == true)
        #expect(office.folder.names(in: "state") == [])

        let records = Office.top + "/Tests/Examples/founding.ndjson"
        let shown = try await office.run(
            "send-test", "contact:engineer", "--reason", "overdue", "--records", records,
            "--at", "2026-05-12T20:00:00+08:00")
        #expect(shown.status == 0, "\(shown.errors)")
        let last = try #require(try server.log().last)
        #expect(last["subject"]?.string?.hasPrefix("【测试】【逾期未报 已超2小时】") == true)
        #expect(last["text"]?.string?.hasPrefix("【测试】这是一条测试消息") == true)
    }
}
