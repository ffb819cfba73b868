import Foundation
import JSON
import TestSupport
import Testing

@Suite struct StatusTests {
    private static func findings(_ outcome: Program.Outcome) throws -> [String] {
        let json = try JSONReader.read(Array(outcome.output.utf8))
        return (json["findings"]?.array ?? []).compactMap { $0["finding"]?.string }
    }

    @Test func `without a database there is nothing to tell`() async throws {
        let outcome = try await Office().run("status")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("there is no database yet"))
    }

    @Test func `a running watcher is told with its rules and their last change`() async throws {
        let office = try Office()
        let watcher = try office.watcher()
        try await office.hand([Office.incident("i-1", hoursAgo: 0.1)], until: 1, to: watcher)
        let first = try await office.run("status", "--format", "json")
        let json = try JSONReader.read(Array(first.output.utf8))
        #expect(json["running"] == true, "\(first.output)")
        #expect(json["process"] != nil && json["startedAt"] != nil)
        #expect(json["lastRecord"]?["incident"] == "i-1")
        #expect(json["openObligations"] == 6)
        #expect(json["nextAt"] != nil)
        #expect(json["rules"]?["added"]?.array?.isEmpty == false)
        #expect(json["disk"]?["free"] != nil)
        let grave = try Self.findings(first).filter {
            !["disk-short", "calendar-ends"].contains($0)
        }
        #expect(grave == [], "\(first.output)")

        let units = try office.folder.read("rules/units.json")
        try office.folder.write("{", to: "rules/units.json")
        let broken = try await office.run("status", "--format", "json")
        #expect(broken.status == 1)
        #expect(try Self.findings(broken).contains("rules-refused"))
        try await eventually("the watcher refuses the rules") {
            watcher.errors.contains("rules refused")
        }
        let renamed = units.replacing("船山区委办公室值班室", with: "船山值班室")
        try office.folder.write(renamed, to: "rules/units.json")
        try await eventually("the new rules are in force: \(watcher.errors)") {
            let now = try await office.run("status", environment: ["LANG": "en_US.UTF-8"])
            return now.output.contains("; changed units.json")
        }
        watcher.signal(SIGTERM)
        let ended = try await watcher.end()
        #expect(ended.errors.contains("msg=\"rules refused; the older ones stay in force\""))
        #expect(ended.errors.contains("after=\"refused rules\""))
        #expect(ended.errors.contains("changed=units.json"))

        let stopped = try await office.run("status")
        #expect(stopped.status == 1)
        #expect(stopped.output.contains("未运行；最后活动"))
        #expect(stopped.output.contains("✗ 值守程序没有运行"))
        #expect(
            try await Self.findings(office.run("status", "--format", "json")) == ["not-running"]
                || !stopped.output.contains("✓"))
    }
}
