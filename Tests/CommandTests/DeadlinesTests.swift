import Foundation
import JSON
import TestSupport
import Testing

/// The deadlines of hypothetical incidents, with every pack asked at once.
@Suite struct DeadlinesTests {
    @Test func `a table names deadline, obligation, units and clock, in both languages`()
        async throws
    {
        let office = try Office()
        let arguments = [
            "deadlines", "--kind", "personal-data-breach", "--fact", "jurisdiction=EU",
            "--discovered", "2026-10-23T22:00:00+02:00",
        ]
        let english = try await Program.run(
            arguments, in: office.folder.path, environment: ["LANG": "en_US.UTF-8"])
        #expect(english.status == 0, "\(english.errors)")
        // 72 hours over the end of summer time.
        #expect(english.output.contains("Mon 2026-10-26T21:00:00+01:00"))
        #expect(english.output.contains("Reporting unit → Supervisory authority"))
        #expect(english.output.contains("72 h after discovered"))
        #expect(english.output.contains("eu-gdpr/individuals-house-target: facts.risk"))
        let chinese = try await Program.run(
            arguments, in: office.folder.path, environment: ["LANG": "zh_CN.UTF-8"])
        #expect(chinese.output.contains("周一 2026-10-26T21:00:00+01:00"))
        #expect(chinese.output.contains("发现时间起72小时"))
    }

    @Test func `a report not yet made is assumed at its deadline, and the next says so`()
        async throws
    {
        let told = try await Office().run(
            "deadlines", "--pack", "eu-nis2", "--kind", "cybersecurity-incident", "--fact",
            "significant=true", "--discovered", "2026-01-30T09:00:00+01:00", "--format", "json")
        let json = try JSONReader.read(Array(told.output.utf8))
        let rows = (json["deadlines"]?.array ?? []).map { row in
            "\(row["obligation"]?.string ?? "") \(row["dueAt"]?.string ?? "") "
                + "\(row["assumed"] == .bool(true))"
        }
        // The notification at 2 February 09:00; the month after it ends on 2 March.
        #expect(
            rows == [
                "eu-nis2/early-warning@eu-nis2.csirt 2026-01-31T09:00:00+01:00 false",
                "eu-nis2/initial@eu-nis2.csirt 2026-02-02T09:00:00+01:00 false",
                "eu-nis2/final@eu-nis2.csirt 2026-03-02T23:59:59+01:00 true",
            ])
    }

    @Test func `the rules of a folder are asked for one of its units`() async throws {
        let office = try Office()
        let told = try await office.run(
            "deadlines", "--rules", "rules", "--unit", "anju", "--severity", "major", "--occurred",
            "2026-05-12T16:00:00+08:00", environment: ["LANG": "en_US.UTF-8"])
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.output.contains("Tue 2026-05-12T18:00:00+08:00"))
        let unknown = try await office.run(
            "deadlines", "--rules", "rules", "--unit", "nowhere", "--severity", "major",
            "--occurred", "2026-05-12T16:00:00+08:00")
        #expect(unknown.status == 65)
        #expect(unknown.errors.contains("--unit: found `nowhere`"))
    }

    @Test func `a question without a time, or with packs and rules at once, is refused`()
        async throws
    {
        let office = try Office()
        #expect(try await office.run("deadlines", "--kind", "fire").status == 64)
        let both = try await office.run(
            "deadlines", "--occurred", "2026-05-12T16:00:00+08:00", "--pack", "eu-nis2", "--rules",
            "rules", "--unit", "anju")
        #expect(both.status == 64)
        let unknown = try await office.run(
            "deadlines", "--occurred", "2026-05-12T16:00:00+08:00", "--pack", "eu-nis3")
        #expect(unknown.status == 65)
        #expect(unknown.errors.contains("nearest is \"eu-nis2\""))
    }
}

@Suite struct PackTests {
    @Test func `the page of regimes is what the packs say`() async throws {
        let page = try await Office().run("packs", "matrix")
        let path = Office.top + "/Sources/duebell/duebell.docc/Reference/Regimes.md"
        let written = try String(contentsOfFile: path, encoding: .utf8)
        // Written anew by `duebell packs matrix > PATH`, from a new build.
        #expect(written == page.output)
    }

    @Test func `every pack passes its tests and states its sources`() async throws {
        let told = try await Office().run("packs", "verify", "--on", "2026-12-01")
        #expect(told.status == 0, "\(told.output)")
    }

    @Test func `a source read more than a year ago is to be read again`() async throws {
        let told = try await Office().run(
            "packs", "verify", "eu-gdpr", "--on", "2027-11-24", "--format", "json")
        let json = try JSONReader.read(Array(told.output.utf8))
        #expect(told.status == 0)
        #expect(json["findings"] == [])
        #expect(json["warnings"]?.array?.count == 1)
        let fresh = try await Office().run(
            "packs", "verify", "eu-gdpr", "--on", "2027-11-23", "--format", "json")
        #expect(try JSONReader.read(Array(fresh.output.utf8))["warnings"] == [])
    }
}
