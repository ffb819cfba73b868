import Calendars
import Deliveries
import Messages
import Rules
import Testing

/// The words for operations on files in alerts.
@Suite struct FileWordsTests {
    @Test(arguments: [
        (["inbox/a.json", "read", "Permission denied"], "inbox/a.json：读取失败：没有权限"),
        (["state", "write in", "No space left on device"], "state：在其中写入失败：磁盘已满"),
        (["inbox", "whittle", "Odd error"], "inbox：whittle失败：Odd error"),
    ])
    func `a file that cannot be handled is told in Chinese words`(
        names: [String], said: String
    ) {
        let alert = Delivery.Operation(
            kind: .intakeFailed, finding: HealthIssue(.operationFailed, names))
        let zone = Zone(fixed: 0, name: "UTC")
        #expect(alert.told(in: .chinese, zone: zone).details == [said])
        #expect(
            alert.told(in: .english, zone: zone).details == [
                "\(names[0]): cannot \(names[1]): \(names[2])"
            ])
    }

    @Test func `a record of an unknown incident is told in both languages`() {
        let alert = Delivery.Operation.sample(.incidentUnknown, at: Instant(seconds: 0))
        let zone = Zone(fixed: 0, name: "UTC")
        #expect(
            alert.told(in: .chinese, zone: zone).details == [
                "报告 r-9 所写的事件“i-2026-0513”还没有事件记录，最接近的是“i-2026-0512”"
            ])
        #expect(
            alert.told(in: .english, zone: zone).details == [
                "report r-9 names the incident `i-2026-0513`, of which no record has arrived; "
                    + "nearest is `i-2026-0512`"
            ])
    }
}
