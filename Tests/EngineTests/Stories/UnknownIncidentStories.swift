import Cases
import JSON
import TestSupport
import Testing

/// Records of incidents of which no record has arrived.
@Suite struct UnknownIncidentStories {
    private static func alerts(_ world: Harness) throws -> [Harness.Mail] {
        try world.mails().filter {
            $0.to == ["engineer"] && $0.subject.contains("unknown incident")
        }
    }

    @Test func `a report for an unknown incident is told once, with the nearest incident`()
        async throws
    {
        let world = try await Harness()
        try await world.hand(SampleRecords.incident())
        try await world.hand(SampleRecords.report("r-1", of: "i-11", at: "16:05"))
        try await world.hand(SampleRecords.report("r-2", of: "i-11", at: "16:05"))
        let alerts = try Self.alerts(world)
        try #require(alerts.count == 1)
        #expect(
            alerts[0].text.contains(
                "report r-1 names the incident `i-11`, of which no record has arrived; nearest is "
                    + "`i-1`"))
        #expect(alerts[0].text.contains("until then the record counts for nothing"))
    }

    @Test func `a report that comes with its incident is not`() async throws {
        let world = try await Harness()
        try world.drop(SampleRecords.report("r-1", at: "16:05"), SampleRecords.incident())
        try await world.turn()
        #expect(try Self.alerts(world).isEmpty)
    }
}
