import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import Testing

/// The founding case in a small rulebook, with a reader of each language.
struct Sample {
    let rulebook: Rulebook
    var incident: Case
    let now: Instant

    /// Creates the case as of a time of 12 May 2026 in Shanghai, two hours after the deadline.
    init(
        title: String = "燃气爆炸", at time: String = "20:00", templates: [String: String] = [:],
        with more: JSONObject = [:]
    ) throws {
        rulebook = try Self.rulebook(templates)
        now = try Self.instant(time)
        var body: JSONObject = [
            "type": "incident", "incident": "i-1", "unit": "anju", "title": .string(title),
            "severity": "major", "occurredAt": "2026-05-12T16:00:00+08:00",
        ]
        for member in more.members { body[member.key] = member.value }
        let record = try Record.read(
            .object(body), arrivedAt: try Self.instant("16:00"), origin: "test")
        let rules = PinnedRulebooks(current: rulebook)
        incident = Case(id: "i-1", at: try Self.instant("16:00"))
        _ = incident.receive([record], at: try Self.instant("16:00"), by: rules)
        while let wake = incident.wakeAt, wake <= now { _ = incident.advance(to: wake, by: rules) }
    }

    /// Takes in a report of the district.
    mutating func report(
        _ id: String = "r-1", to unit: String, at time: String, with more: JSONObject = [:]
    ) throws {
        var body: JSONObject = [
            "type": "report", "id": .string(id), "incident": "i-1", "from": "anju",
            "to": .string(unit), "submittedAt": .string("2026-05-12T\(time):00+08:00"),
        ]
        for member in more.members { body[member.key] = member.value }
        let record = try Record.read(.object(body), arrivedAt: now, origin: "test")
        _ = incident.receive([record], at: now, by: PinnedRulebooks(current: rulebook))
    }

    /// Takes in a record of the incident.
    mutating func take(_ body: JSON) throws {
        let record = try Record.read(body, arrivedAt: now, origin: "test")
        _ = incident.receive([record], at: now, by: PinnedRulebooks(current: rulebook))
    }

    static func instant(_ time: String) throws -> Instant {
        try Instant(rfc3339: "2026-05-12T\(time):00+08:00")
    }

    static func documents(_ templates: [String: String]) -> [RuleDocument] {
        templates.map { RuleDocument(path: "rules/\($0)", name: $0, bytes: Array($1.utf8)) }
    }

    static func rulebook(_ templates: [String: String] = [:]) throws -> Rulebook {
        let rules = RuleDocument(path: "rules/r.json", name: "r.json", bytes: Array(rules.utf8))
        let outcome = RulebookReader.read(
            documents: [rules] + documents(templates), zones: { Zone(fixed: 28_800, name: $0) })
        return try #require(outcome.rulebook, "\(outcome.diagnostics)")
    }

    /// Composes the message for a notice reason, a kind of operation, or a test.
    func message(
        _ reason: String, in language: Language, as occasion: Message.Occasion = .show
    ) throws -> Message {
        try #require(
            Message(
                [delivery(reason, to: language == .chinese ? "zhang" : "smith")],
                of: [incident.id: incident],
                at: now, by: rulebook, as: occasion))
    }

    private func delivery(_ reason: String, to contact: Contact.ID) -> Delivery {
        let matter: Delivery.Matter
        if let reason = Notice.Reason(rawValue: reason) {
            let detail: FaultDetail? = reason == .insufficient ? .legacy("无签发人") : nil
            let items = incident.obligations.map {
                Delivery.Item(
                    reason: reason, obligation: $0.id, steps: [1], dueAt: now, detail: detail,
                    because: .step("owing.duty"))
            }
            let free = Delivery.Item(
                reason: reason, obligation: nil, steps: [], dueAt: now,
                detail: .undecided(.absent(.path("incident.unit"))))
            matter = .incident("i-1", reason == .undecidable ? [free] : items)
        } else if let kind = Delivery.Operation.Kind(rawValue: reason) {
            matter = .operation(Delivery.Operation(kind: kind, detail: "rules/units.json:3:5: <x>"))
        } else {
            matter = .test
        }
        return Delivery(
            id: "d", group: "g", matter: matter, to: .contact(contact), via: nil, reach: 0,
            channel: "mail", address: "a@example.org", decidedAt: now, dueAt: now, expiresAt: nil)
    }

    /// Every reason for a message.
    static let reasons =
        Notice.Reason.allCases.map(\.rawValue) + Delivery.Operation.Kind.allCases.map(\.rawValue)
        + ["test"]

    private static let rules = """
        {
          "settings": { "zone": "Asia/Shanghai", "language": "zh-Hans",
            "operators": ["contact:smith"] },
          "units": {
            "anju": { "name": "安居区委办公室", "duty": "contact:zhang", "leader": "contact:liu" },
            "city": { "name": "市委办公室", "duty": "contact:li" },
            "government": { "name": "市政府办公室", "duty": "contact:smith" }
          },
          "contacts": {
            "zhang": { "name": "张伟", "reach": [{ "channel": "mail", "address": "z@a.example" }] },
            "liu": { "name": "刘强", "reach": [{ "channel": "mail", "address": "l@a.example" }] },
            "li": { "name": "李娜", "reach": [{ "channel": "mail", "address": "l@c.example" }] },
            "smith": { "name": "Jo Smith", "language": "en",
              "reach": [{ "channel": "mail", "address": "s@c.example" }] },
            "room": { "name": "Room", "reach": [{ "channel": "open" }] }
          },
          "channels": {
            "open": { "kind": "webhook", "url": "https://hook.example/x", "carries": ["open"] },
            "mail": { "kind": "maildir", "path": "mail", "from": "d@c.example" } },
          "policies": { "press": { "steps": [
            { "at": "-30m", "to": ["owing.duty"] },
            { "at": "0", "to": ["owing.leader", "awaiting.duty"] },
            { "at": "+5h", "to": ["contact:smith"] } ] } },
          "rules": { "urgent": {
            "title": "紧急信息报送",
            "when": { "in": [{ "var": "incident.severity" }, ["major"]] },
            "owes": { "var": "incident.unit" },
            "obligations": { "city": { "to": ["city", "government"],
              "due": { "within": "2h", "of": "occurred" }, "policy": "press" } } },
            "answers": { "title": "批示办理", "on": "instruction",
              "owes": { "var": "incident.unit" },
              "obligations": { "answer": { "title": "答复", "to": ["city"],
                "due": { "within": "4h", "of": { "time": "instructed" } }, "policy": "press" } } }
          }
        }
        """
}
