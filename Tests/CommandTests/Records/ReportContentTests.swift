import JSON
import TestSupport
import Testing

/// What `report` writes about its receivers and its contents.
@Suite struct ReportContentTests {
    @Test(arguments: [["city-committee,city-government"], ["city-committee，city-government"]])
    func `several receivers may stand in one option`(to: [String]) async throws {
        let office = try Office("inbox")
        _ = try await office.run(
            "open", "i-1", "--unit", "anju", "--title", "Gas leak", "--severity", "major",
            "--occurred-at", "-30m")
        let shown = try await office.json(
            "report", "i-1", "--from", "anju", "--to", to[0], "--cleared-by", "li-na",
            "--verified-by", "wang-fang", "--dry-run")
        #expect(shown.status == 0, "\(shown.errors)")
        let record = shown.told["record"]
        #expect(record?["to"] == ["city-committee", "city-government"])
        #expect(record?["clearedBy"] == "li-na")
        #expect(record?["verifiedBy"] == "wang-fang")
    }

    @Test func `no receiver is refused`() async throws {
        let office = try Office("inbox")
        let refused = try await office.run("report", "i-1", "--from", "anju", "--to", " , ")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("accepted is the unit that received the report"))
    }
}
