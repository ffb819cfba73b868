import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import TestSupport
import Testing

/// The alerts to the operators, as stored and as put into words.
@Suite struct AlertTests {
    private static let at = Instant(seconds: 1_778_572_800)

    private static let problems: [RecordProblem] = {
        let found: [RecordError.Found] = [
            .nothing, .value("`x`"), .emptyText, .kind(.array), .twoSubjects, .nullCharacter,
            .other("x"),
        ]
        let accepted: [RecordError.Accepted] = [
            .record, .object, .text, .filledText, .filledTextOrNone, .time, .period, .flag,
            .units, .oneSubject, .incidentName, .bulletinPath,
            .words(["incident", "report"], nearest: "report"), .words(["a"], nearest: nil),
            .member("occurredAt"), .noNullCharacter, .other("x"),
        ]
        let syntax: [JSONError.Reason] = [
            .endOfText, .unexpected(0x7B), .unexpected(0x07), .trailing, .controlCharacter,
            .badEscape, .loneSurrogate, .notUTF8, .badNumber, .notFinite, .duplicateKey("a"),
            .nullInKey, .tooDeep(3), .tooLong(4), .stringTooLong(5),
        ]
        var all: [RecordProblem] = [
            .mistake(.encoding(.utf16)), .mistake(.trailingComma(before: "}")),
            .tooLarge(bytes: 9, max: 8), .usedID("r-1"),
            .unstorable("r-1"), .other("x", accepted: "y"),
        ]
        all += found.map { .member($0, .text) }
        all += accepted.map { .member(.nothing, $0) }
        all += syntax.map { .syntax($0) }
        return all
    }()

    private static func delivery(
        _ operation: Delivery.Operation, in sample: Sample, to contact: Contact.ID
    ) throws -> Delivery {
        try #require(
            sample.rulebook.samples(
                of: .operation(operation), to: .contact(contact), at: sample.now
            ).first)
    }

    @Test(arguments: problems)
    func `every reason to refuse a record is stored and worded in both languages`(
        problem: RecordProblem
    ) throws {
        let sample = try Sample()
        let operation = Delivery.Operation(
            kind: .recordRefused,
            finding: HealthIssue(.recordRefused, ["inbox/a.json:3:18: /to"], record: problem))
        let delivery = try Self.delivery(operation, in: sample, to: "zhang")
        let stored = try Delivery(delivery.envelope, payload: delivery.payload())
        #expect(stored == delivery)
        let (_, english) = operation.told(in: .english, zone: Founding.shanghai)
        #expect(english.first?.hasPrefix("inbox/a.json:3:18: /to: ") == true)
        let (_, chinese) = operation.told(in: .chinese, zone: Founding.shanghai)
        let text = try #require(chinese.first)
        #expect(text.hasPrefix("inbox/a.json:3:18: /to："))
        for word in [" the ", "found", "accepted", " of ", " is "] {
            #expect(!text.contains(word), "\(text)")
        }
    }

    @Test(arguments: HealthIssue.Kind.allCases)
    func `every problem has a sentence in both languages`(kind: HealthIssue.Kind) {
        let issue = HealthIssue(
            kind, ["n1", "n2", "n3", "n4", "n5"], at: [Self.at, Self.at + .seconds(60)],
            record: .usedID("r-1"))
        let operation = Delivery.Operation(kind: .auditFailed, finding: issue)
        for language in [Language.english, .chinese] {
            let (_, details) = operation.told(in: language, zone: Founding.shanghai)
            #expect(details.count == 1)
            #expect(details.first?.isEmpty == false)
            #expect(details.first?.contains("{") == false)
        }
    }

    @Test func `several refused files are several lines, and one line where there is one`() throws {
        let sample = try Sample()
        let operation = Delivery.Operation(
            kind: .recordRefused,
            findings: [
                HealthIssue(
                    .recordRefused, ["a.json:1:2: /to"], record: .member(.nothing, .units)),
                HealthIssue(.recordRefused, ["b.json:3:4"], record: .syntax(.endOfText)),
                HealthIssue(.moreFiles, ["7"]),
            ])
        let message = try #require(
            Message(
                [try Self.delivery(operation, in: sample, to: "zhang")], of: [:], at: sample.now,
                by: sample.rulebook))
        #expect(
            message.text.contains(
                "详情：a.json:1:2: /to：未填写，应为收到报告的单位，或其列表\n"
                    + "b.json:3:4：JSON 不完整，在某个值中间结束\n另有 7 个文件\n"))
        #expect(message.short.contains("或其列表；b.json:3:4：JSON"))
        #expect(
            message.data["detail"]?.string
                == "a.json:1:2: /to: found nothing; accepted is the unit it was handed to, or a "
                + "list; b.json:3:4: the text ends in the middle of a value; and 7 more files")
    }

    @Test func `a gap in a schedule is told in the reader's language and zone`() throws {
        let sample = try Sample()
        let gap = HealthIssue(.gap, ["city-duty"], at: [Self.at, Self.at + .seconds(3_600)])
        let operation = Delivery.Operation(kind: .scheduleGap, finding: gap)
        let message = try #require(
            Message(
                [try Self.delivery(operation, in: sample, to: "zhang")], of: [:], at: sample.now,
                by: sample.rulebook))
        #expect(
            message.text.contains(
                "值班表“city-duty”自2026年5月12日 16:00（Asia/Shanghai）"
                    + "至2026年5月12日 17:00（Asia/Shanghai）无人值班"))
    }

    @Test func `alerts are told apart by what they say, not by how`() {
        let ends = Delivery.Operation(
            kind: .rulesRunOut, finding: HealthIssue(.calendarEnds, ["cn", "2026-12-31"]))
        #expect(!ends.content.contains("the calendar"))
        let other = Delivery.Operation(
            kind: .rulesRunOut, finding: HealthIssue(.calendarEnds, ["cn", "2027-12-31"]))
        #expect(ends.content != other.content)
    }
}
