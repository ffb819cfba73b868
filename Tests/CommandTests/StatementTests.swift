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
        "收到的记录：", "  05-12 16:05  事件  单位: anju  标题: Gas leak",
        "  05-12 16:25  外部线索  来源: evening paper  网址: https://paper.example/1",
        "  05-12 17:00  批示  经办人: Wang  内容: verify at once  单位: anju  时限: 05-12 20:00  #s-1",
        "  05-12 17:10  延期  应报事项: city  经办人: Li  延至: 05-12 19:00  理由: the road is cut",
        "  05-12 18:30  报告  安居区委办公室 → 市委办公室  #r-1",
        "  05-12 18:40  撤回  所撤记录: r-1  经办人: Zhang  理由: wrong street",
        "  05-12 18:50  免报  应报事项: province-government  经办人: Zhao  理由: told by phone",
        "  05-13 09:00  办结  经办人: Li  理由: fire is out",
        "  05-13 09:30  认定  问题: suspected-concealment  结论: dismissed  经办人: Chen",
        "  05-13 10:00  重新打开  经办人: Li  理由: it burns again",
        "  2999-01-01 00:00  接办  经办人: Sun  #a-1",
    ]

    private static let english = [
        "Records:", "  05-12 16:05  incident  unit: anju  title: Gas leak",
        "  05-12 16:25  sighting  source: evening paper  url: https://paper.example/1",
        "  05-12 17:00  instruction  by: Wang  text: verify at once  unit: anju  due: 05-12 20:00",
        "  05-12 17:10  extension  obligation: city  by: Li  until: 05-12 19:00  why: the road",
        "  05-12 18:30  report  安居区委办公室 → 市委办公室  #r-1",
        "  05-12 18:40  retraction  report: r-1  by: Zhang  why: wrong street",
        "  05-12 18:50  waiver  obligation: province-government  by: Zhao  why: told by phone",
        "  05-13 09:00  closure  by: Li  why: fire is out",
        "  05-13 09:30  finding  fault: suspected-concealment  result: dismissed  by: Chen",
        "  05-13 10:00  reopening  by: Li  why: it burns again",
        "  2999-01-01 00:00  acknowledgement  by: Sun  #a-1",
    ]

    /// Returns the beginnings of the lines from a heading on, each as long as the expected one.
    private static func part(of outcome: Program.Outcome, _ lines: [String]) -> [String] {
        let all = outcome.lines.map { "\($0)" }
        guard let start = all.firstIndex(of: lines[0]) else { return all }
        return zip(all[start...], lines).map { line, expected in
            String(line.prefix(expected.count))
        }
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
}
