import Foundation
import JSON
import Rules
import TestSupport
import Testing

/// The statements of people about an incident, as `show` and `explain` list them.
@Suite struct StatementTests {
    private static let records = """
        {"type":"incident","incident":"i-1","unit":"anju","title":"Gas leak","kind":"fire",\
        "severity":"major","occurredAt":"2026-05-12T16:00:00+08:00",\
        "at":"2026-05-12T16:05:00+08:00"}
        {"type":"sighting","incident":"i-1","source":"evening paper",\
        "seenAt":"2026-05-12T16:25:00+08:00","url":"https://paper.example/1"}
        {"type":"instruction","incident":"i-1","id":"s-1","by":"Wang",\
        "at":"2026-05-12T17:00:00+08:00","text":"verify at once","unit":"anju",\
        "due":"2026-05-12T20:00:00+08:00"}
        {"type":"extension","incident":"i-1","obligation":"city","by":"Li",\
        "at":"2026-05-12T17:10:00+08:00","until":"2026-05-12T19:00:00+08:00","why":"the road is cut"}
        {"type":"report","id":"r-1","incident":"i-1","from":"anju","to":"city-committee",\
        "submittedAt":"2026-05-12T18:30:00+08:00"}
        {"type":"retraction","incident":"i-1","report":"r-1","at":"2026-05-12T18:40:00+08:00",\
        "by":"Zhang","why":"wrong street"}
        {"type":"waiver","incident":"i-1","obligation":"province-government","by":"Zhao",\
        "at":"2026-05-12T18:50:00+08:00","why":"told by phone"}
        {"type":"closure","incident":"i-1","at":"2026-05-13T09:00:00+08:00","by":"Li",\
        "why":"fire is out"}
        {"type":"finding","incident":"i-1","fault":"suspected-concealment","result":"dismissed",\
        "by":"Chen","at":"2026-05-13T09:30:00+08:00","obligation":"city","why":"no line"}
        {"type":"reopening","incident":"i-1","at":"2026-05-13T10:00:00+08:00","by":"Li",\
        "why":"it burns again"}
        {"type":"acknowledgement","id":"a-1","incident":"i-1","by":"Sun",\
        "at":"2999-01-01T00:00:00+08:00"}
        """

    private static let chinese = [
        "各方处置：",
        "  05-12 16:25  外界已知：  evening paper  https://paper.example/1",
        "  05-12 17:00  批示：  s-1  Wang  verify at once  时限 05-12 20:00",
        "  05-12 17:10  延期：  city  至 05-12 19:00  Li  the road is cut",
        "  05-12 18:40  撤回报告：  r-1  Zhang  wrong street",
        "  05-12 18:50  免报：  province-government  Zhao  told by phone",
        "  05-13 09:00  已结案：  Li  fire is out",
        "  05-13 09:30  排除 suspected-concealment  city  Chen  no line",
        "  05-13 10:00  重新打开：  Li  it burns again",
        "  2999-01-01 00:00  时间未到，暂不计入：  acknowledgement a-1",
    ]

    private static let english = [
        "Statements:",
        "  05-12 16:25  known elsewhere:  evening paper  https://paper.example/1",
        "  05-12 17:00  instruction:  s-1  Wang  verify at once  due 05-12 20:00",
        "  05-12 17:10  extended:  city  until 05-12 19:00  Li  the road is cut",
        "  05-12 18:40  report retracted:  r-1  Zhang  wrong street",
        "  05-12 18:50  waived:  province-government  Zhao  told by phone",
        "  05-13 09:00  closed:  Li  fire is out",
        "  05-13 09:30  dismissed suspected-concealment  city  Chen  no line",
        "  05-13 10:00  reopened:  Li  it burns again",
        "  2999-01-01 00:00  not counted yet, its time lies ahead:  acknowledgement a-1",
    ]

    /// Returns the lines from a heading on.
    private static func part(of outcome: Program.Outcome, _ lines: [String]) -> [String] {
        let all = outcome.lines.map { "\($0)" }
        guard let start = all.firstIndex(of: lines[0]) else { return all }
        return Array(all[start...].prefix(lines.count))
    }

    @Test func `show and explain list who said what about an incident, and when`() async throws {
        let office = try Office()
        try await office.watch(Self.records.split(separator: "\n").map { "\($0)" })
        for command in ["show", "explain"] {
            let told = try await office.run(command, "i-1")
            #expect(Self.part(of: told, Self.chinese) == Self.chinese, "\(command)")
        }
        let rules = try office.folder.read("rules/office.json")
        try office.folder.write(
            rules.replacingOccurrences(of: "\"zh-Hans\"", with: "\"en\""), to: "rules/office.json")
        for command in ["show", "explain"] {
            let told = try await office.run(command, "i-1")
            #expect(Self.part(of: told, Self.english) == Self.english, "\(command)")
        }
    }

    @Test func `an incident about which nobody said anything has no such list`() async throws {
        let office = try Office()
        try await office.watchFoundingCase()
        for command in ["show", "explain"] {
            let told = try await office.run(command, "i-2026-0512")
            #expect(told.status == 0)
            #expect(!told.lines.contains { $0 == Self.chinese[0] })
        }
    }
}
