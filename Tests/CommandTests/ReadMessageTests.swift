import Foundation
import TestSupport
import Testing

/// The messages of a bank's ransomware and of bulletins, as their readers see them.
@Suite struct ReadMessageTests {
    private static let bank = Office.top + "/Tests/Examples/ransomware"

    private static func message(
        of incident: String, _ reason: String, at time: String, in language: String,
        rules: String, records: String, to reader: String
    ) async throws -> String {
        let office = try Office()
        let outcome = try await office.run(
            "try", "message", incident, "--rules", rules, "--records", records, "--at", time,
            "--reason", reason, "--language", language, "--to", reader)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    @Test(arguments: [
        (
            "en", "Report to Competent authority (intermediate report) by 14:20 on 9 July 2026",
            "not yet to Competent authority (intermediate report)"
        ),
        ("zh-Hans", "前报Competent authority（中期报告）。", "Competent authority（中期报告）尚未报"),
    ])
    func `after one of several reports to an authority, the message says which one is next`(
        language: String, action: String, open: String
    ) async throws {
        let text = try await Self.message(
            of: "rw-2026-07", "met", at: "2026-07-06T14:25:00+02:00", in: language,
            rules: Self.bank + "/rules", records: Self.bank + "/records.ndjson",
            to: "contact:ciso")
        #expect(text.contains(action))
        #expect(text.split(separator: "\n").first?.contains(open) == true)
    }

    @Test func `a report whose clock has not started is not said to be due soon`() async throws {
        let text = try await Self.message(
            of: "rw-2026-07", "approaching", at: "2026-07-06T12:30:00+02:00", in: "en",
            rules: Self.bank + "/rules", records: Self.bank + "/records.ndjson",
            to: "contact:ciso")
        #expect(text.contains("DUE SOON — 30 min left: Hansa Bank must report to"))
        #expect(!text.contains("cannot be set yet"))
    }

    @Test(arguments: [
        ("en", "its time is over, later ones stay required", "日报 (安居区委办公室)"),
        ("zh-Hans", "本期已过时限，不再补报，以后各期照常报送", "日报（安居区委办公室）"),
    ])
    func `a missed bulletin is not asked for again, and is no incident`(
        language: String, action: String, label: String
    ) async throws {
        let office = try Office()
        let source = try office.folder.read("rules/office.json")
        let use = source.contains("\"regimes/cn-party-bulletins\"")
        let rules =
            use
            ? source
            : source.replacingOccurrences(
                of: "\"use\": [", with: "\"use\": [\"regimes/cn-party-bulletins\", ")
        try office.folder.write(rules, to: "rules/office.json")
        let report = """
            {"type":"report","id":"b-1","bulletin":"cn-party-bulletins/daily","from":"anju",\
            "to":"city-committee","submittedAt":"2026-05-12T16:20:00+08:00",\
            "arrivedAt":"2026-05-12T16:20:00+08:00"}
            """
        try office.folder.write(report, to: "records.ndjson")
        let outcome = try await office.run(
            "try", "message", "bulletin:cn-party-bulletins/daily@anju", "--records",
            "records.ndjson", "--at", "2026-05-15T18:00:00+08:00", "--reason", "missed",
            "--language", language, "--to", "contact:anju-duty")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains(action))
        #expect(outcome.output.contains("\n" + label))
        #expect(!outcome.output.contains("漏报，漏报"))
    }

    /// The cases whose messages were read, each sentence by the question whether it is true for its
    /// reader at that moment, with the options of the simulation.
    private static let cases: [String: [String]] = [
        "founding": ["--records", Office.top + "/Tests/Examples/founding.ndjson"],
        "ransomware": [
            "--rules", bank + "/rules", "--records", bank + "/records.ndjson",
        ],
        "bulletins": [
            "--records", Office.top + "/Tests/Examples/bulletins/records.ndjson",
            "--from", "2026-04-01T00:00:00+08:00", "--until", "2026-07-01T00:00:00+08:00",
        ],
        "desk": [
            "--rules", Office.top + "/Tests/Examples/desk/rules",
            "--records", Office.top + "/Tests/Examples/desk/records.ndjson",
            "--until", "2026-05-13T08:00:00+08:00",
        ],
    ]

    @Test(
        arguments: ["founding", "ransomware", "bulletins", "desk"], ["en", "zh-Hans"])
    func `what was read of a case's messages stays as it was read`(
        name: String, language: String
    ) async throws {
        let office = try Office()
        let rules = try office.folder.read("rules/office.json")
        try office.folder.write(
            rules.replacingOccurrences(
                of: "regimes/cn-party-urgent\"",
                with: name == "bulletins"
                    ? "regimes/cn-party-bulletins\"" : "regimes/cn-party-urgent\""),
            to: "rules/office.json")
        let options = try #require(Self.cases[name])
        let outcome = try await Program.run(
            ["simulate", "--messages", "--language", language] + options,
            in: office.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let said = MessageShapes.text(of: outcome.output)
        let file = testsFolder + "/Examples/messages/\(name).\(language).txt"
        if ProcessInfo.processInfo.environment["DUEBELL_WRITE_MESSAGES"] != nil {
            try said.write(toFile: file, atomically: true, encoding: .utf8)
        }
        let read = try String(contentsOfFile: file, encoding: .utf8)
        #expect(
            said == read,
            "read the messages anew, then run with DUEBELL_WRITE_MESSAGES=1 to keep them")
    }
}
