import Calendars
import Cases
import JSON
import Messages
import Rules
import TestSupport
import Testing

/// The facts of faults, as stored and as put into words.
@Suite struct FaultDetailTests {
    private static let at = Instant(seconds: 1_778_572_800)
    private static let name = UnknownName(.unit, "anjuu", nearest: "anju")
    private static let route = FaultDetail.ReportRoute(
        from: "anju", to: ["city-committee", "province"], stage: "initial")
    private static let incomplete: WorkCalendar.Incomplete? = {
        guard let first = CivilDate("2026-01-01"), let last = CivilDate("2026-06-30"),
            let date = CivilDate("2026-07-01")
        else { return nil }
        return WorkCalendar.Incomplete(calendar: "office", date: date, covers: first...last)
    }()

    private static let questions: [OpenQuestion] = {
        var all: [OpenQuestion] = [
            .anchor(.occurred), .anchor(.discovered), .anchor(.opened), .anchor(.closed),
            .anchor(.time("classified")), .anchor(.submitted("initial")),
            .anchor(.due("initial")), .anchor(.received("county")),
            .anchor(.latestSubmitted(["initial", "update"])),
            .timeOfDay(.occurred, date: "2026-05-12"), .condition("{\"var\":\"a\"}"), .firing,
            .bound, .calendar("office"), .legacy("occurred"),
        ]
        if let incomplete { all.append(.coverage(incomplete)) }
        return all
    }()

    private static let reasons: [Undecidable] = [
        .absent(.path("incident.severity")), .absent(.computedPath),
        .absent(.argument(2, of: "<")), .unfit(.path("a"), .boolean, .time),
        .unfit(.path("a"), .object, .textOrList), .unfit(.path("a"), .string, .number(for: "<")),
        .noTime(.path("a"), text: "2026-05-12", .bareDate),
        .noTime(.path("a"), text: "x", .notATime), .noTime(.path("a"), text: "x", .noOffset),
        .noTime(.path("a"), text: "x", .noSuchTime), .noCount, .noUnit, .beyondYears,
        .tooManySteps, .tooDeep, .noNumber(of: "/"),
    ]

    private static let records: [FaultDetail] = [
        .recordAhead(at), .reportAhead(at), .anchorAhead(.occurred, at),
        .unknown([name, UnknownName(.bulletin, "a/b", nearest: nil)]), .noObligation,
        .unfit(route, .nothing), .unfit(route, .stage(["initial", "final"])),
        .unfit(route, .period([at])), .unfit(route, .period([])), .unfit(route, .early),
        .unfit(route, .names([name])), .otherRules("abc", inForce: "def"),
        .retracted("r-1", why: nil), .retracted("r-1", why: "wrong place"),
        .insufficient(
            "r-1",
            [
                .form(nil, accepted: ["written", "fax"]), .form("verbal", accepted: ["written"]),
                .demand("无签发人"), .condition("accepts"),
                .undecided("accepts", .absent(.path("report.signedBy"))),
            ], isLate: false),
        .insufficient("r-1", [.demand("无签发人")], isLate: true),
        .premature("r-1", before: at), .recordLate("r-1", by: .seconds(5_400)),
        .skipped("r-1", from: "anju", to: "province", before: "city-committee"),
        .outOfOrder(["urgent/city@city-committee"]),
        .knew(source: "police", at: at, nil),
        .knew(
            source: "police", at: at, FaultDetail.Confirmation(by: "Li", at: at, why: "asked")),
        .reported("province", at: at, FaultDetail.Confirmation(by: "Li", at: at, why: nil)),
        .sighted(source: "police", at: at, url: "https://police.example"),
    ]

    private static let rules: [FaultDetail] = [
        .responsibilityUndecided(.noUnit), .responsibilityUnsaid, .responsibilityMissing,
        .responsibleUnknown(name), .noRecipient(step: 3),
        .passedOver(
            count: 19_786, from: at, through: at, [FaultDetail.AnchorTime(.occurred, at: at)]),
        .watcherDown(from: at, until: at + .seconds(60)),
        .about(.record(.report, "r-1"), .unfit(route, .early)),
        .about(.rules("urgent"), .undecided(.noUnit)),
        .several([.recordAhead(at), .about(.rules("urgent"), .noObligation)]),
        .legacy("down from 2026-05-12T08:00:00Z"),
    ]

    private static let all: [FaultDetail] = {
        var all = records + rules
        all += reasons.map { .undecided($0) }
        all += questions.map { .open($0) }
        all += questions.map { .prematureBefore("r-1", $0) }
        all += questions.map { .clockStep(2, $0) }
        if let incomplete { all.append(.scheduleUncovered(incomplete)) }
        return all
    }()

    @Test(arguments: all)
    func `every fact is read back as it was stored`(detail: FaultDetail) throws {
        let stored = Fault(.unmatched, detail).json.serialized()
        let json = try JSONReader.read(Array(stored.utf8))
        #expect(Fault(coded: json) == Fault(.unmatched, detail))
    }

    @Test(arguments: questions)
    func `every open question is read back as it was stored`(question: OpenQuestion) throws {
        let json = try JSONReader.read(Array(question.json.serialized().utf8), limits: .stored)
        #expect(OpenQuestion(coded: json) == question)
    }

    @Test func `facts of a later version stay as they were written`() throws {
        let json: JSON = ["unmatched", ["moon-phase", 3]]
        let fault = try #require(Fault(coded: json))
        #expect(fault == Fault(.unmatched, .legacy("[\"moon-phase\",3]")))
    }

    @Test(arguments: all)
    func `every fact is put into words in both languages, with times and units for the reader`(
        detail: FaultDetail
    ) throws {
        let rulebook = try Founding.rulebook().current
        if case .legacy = detail { return }
        for language in [Language.english, .chinese] {
            let words = FaultPhrases(language, naming: rulebook) { _ in "16:00" }
            let text = words.text(detail)
            #expect(!text.isEmpty)
            #expect(!text.contains("2026-05-12T08"), "\(text)")
            #expect(!text.contains("PT"), "\(text)")
        }
        #expect(!FaultPhrases.program.text(detail).isEmpty)
    }

    @Test(arguments: all)
    func `in Chinese no English sentence is left`(detail: FaultDetail) throws {
        let words = FaultPhrases(.chinese, naming: try Founding.rulebook().current) { _ in "16:00" }
        var parts = [detail]
        if case .several(let list) = detail { parts = list }
        if case .about(_, let inner) = detail { parts = [inner] }
        guard !parts.contains(where: { if case .legacy = $0 { true } else { false } }) else {
            return
        }
        for word in [" the ", " is ", " at ", "there ", " of ", "report ", " was "] {
            #expect(!words.text(detail).contains(word), "\(words.text(detail))")
        }
    }

    @Test func `a sentence that an older version stored is not told of again in other words`()
        throws
    {
        let duty = ObligationRule(
            name: "city", to: [["city-committee"]], due: Founding.within(hours: 2),
            policy: "press", forms: ["written"])
        var scenario = try Scenario(Founding.rulebook(obligations: [duty]))
        _ = try scenario.receive(Scenario.happened())
        scenario.now = try Scenario.instant("16:30")
        _ = try scenario.receive(
            .object(
                try Scenario.report(at: "16:30").object.map { body in
                    var body = body
                    body["stage"] = "city"
                    return body
                } ?? JSONObject()))
        _ = try scenario.receive(try Scenario.report("r-2", to: "provins", at: "16:30"))
        let typed = scenario.incident
        let faults = typed.obligations.flatMap(\.faults) + typed.faults.values
        #expect(faults.count == 2)
        let sentences = [
            "report r-1: its form is not given, not written",
            "from anju to provins: there is no unit `provins`; nearest is `province`",
        ]
        var text = String(decoding: typed.encoded(), as: UTF8.self)
        for (fault, sentence) in zip(faults, sentences) {
            let old = JSON.array([.string(fault.kind.rawValue), .string(sentence)]).serialized()
            #expect(text.contains(fault.json.serialized()))
            text = text.replacing(fault.json.serialized(), with: old)
        }
        scenario.incident = try Case(encoded: Array(text.utf8))
        #expect(
            scenario.incident.obligations[0].faults
                == [Fault(.insufficient, .legacy(sentences[0]))])
        let lines = try scenario.receive(
            try ReliefTests.record("instruction", at: "16:30", ["id": "ins-1", "text": "Ask"]))
        #expect(lines == [])
        #expect(scenario.incident.obligations[0].faults == typed.obligations[0].faults)
        #expect(scenario.incident.faults == typed.faults)
    }
}
