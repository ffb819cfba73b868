import Calendars
import Cases
import Deliveries
import JSON
import Rules
import TestSupport
import Testing

@Suite struct ConfidentialityTests {
    private static func incident(_ classification: JSON?) throws -> Case {
        var body = Scenario.happened().object ?? JSONObject()
        body["classification"] = classification
        var scenario = try Scenario(Founding.rulebook(), at: "16:10")
        _ = try scenario.receive(.object(body))
        return scenario.incident
    }

    private static func rulebook(carries: [String]?, unmarked: String?) -> Rulebook {
        Rulebook(
            digest: "rules-1",
            settings: Rulebook.Settings(
                zone: Founding.shanghai, language: .english, operators: [], unmarked: unmarked),
            units: [], contacts: [],
            channels: [
                Channel(
                    id: "mail", kind: .maildir(MaildirChannel(path: "mail", from: "a@b.example")),
                    carries: carries)
            ], policies: [], calendars: [], rules: [])
    }

    @Test(
        arguments: [
            // Marked, the channel's list, how the unmarked count, kept.
            (nil, nil, nil, false), (nil, ["internal"], nil, true),
            (nil, ["internal"], "internal", false), (nil, ["internal"], "public", true),
            ("secret", nil, nil, true), ("internal", ["internal"], "internal", false),
            ("secret", ["secret"], "public", true),
        ] as [(String?, [String]?, String?, Bool)])
    func `what a receiver repeats is kept where the incident is marked or no list carries it`(
        classification: String?, carries: [String]?, unmarked: String?, isKept: Bool
    ) throws {
        let incident = try Self.incident(classification.map { .string($0) })
        let rulebook = Self.rulebook(carries: carries, unmarked: unmarked)
        #expect(rulebook.keepsConfidential(incident) == isKept)
    }
}
