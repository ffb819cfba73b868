import Calendars
import Cases
import Deliveries
import JSON
import Messages
import Rules
import TestSupport
import Testing

/// Random incidents, each message about an end held against a naive list of the people whom
/// something unmet concerns.
@Suite struct OverTests {
    static let incidentsPerSeed = 25

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `nobody reads that nothing is left to whom a step of something unmet resolves`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        var (over, held) = (0, 0)
        for number in 0..<Self.incidentsPerSeed {
            var played = try PlayedIncident(&random)
            for message in try played.endings(&random) {
                let mayReadIt = !message.concerns
                over += message.isOver ? 1 : 0
                held += mayReadIt ? 0 : 1
                #expect(
                    mayReadIt || !message.isOver,
                    "seed \(seed), incident \(number), to \(message.reader): \(message.text)")
            }
        }
        #expect(over > 5 && held > 5, "the incidents end in both ways: \(over), \(held)")
    }
}

/// A random incident in a random office.
private struct PlayedIncident {
    /// A message about an end.
    struct Ending {
        let reader: String
        let text: String
        /// True if the message says that nothing is left for its reader.
        let isOver: Bool
        /// True if a step of something unmet concerns the reader, by the naive list.
        let concerns: Bool
    }

    private struct Duty {
        let name: String
        let to: [String]
        let steps: [[String]]
        var json: JSONObject
    }

    private static let start = Instant(seconds: 1_778_572_800)
    private static let people = ["a", "b", "c", "d", "e", "f"]
    private static let units = ["district", "city", "county"]
    private static let lastMinute = 900

    private let duty: [String: String]
    private let leader: [String: String]
    private let duties: [Duty]
    private let rulebook: Rulebook
    private let records: [(at: Int, body: JSON)]
    /// The people who were told of each obligation, by its id.
    private var told: [String: Set<String>] = [:]

    init(_ random: inout SeededRandom) throws {
        func person(_ random: inout SeededRandom) -> String {
            Self.people.randomElement(using: &random) ?? "a"
        }
        var (duty, leader): ([String: String], [String: String]) = ([:], [:])
        for unit in Self.units {
            duty[unit] = person(&random)
            leader[unit] = person(&random)
        }
        let duties = (0..<(1 + random.roll(4))).map { Self.duty("d\($0)", &random) }
        (self.duty, self.leader, self.duties) = (duty, leader, duties)
        rulebook = try Self.rulebook(duty, leader, duties)
        records = Self.records(duties, &random)
    }

    // MARK: The office

    private static func duty(_ name: String, _ random: inout SeededRandom) -> Duty {
        let all = [
            "owing.duty", "owing.leader", "awaiting.duty", "awaiting.leader", "contact:a",
            "contact:b",
        ]
        var steps = (0..<(1 + random.roll(3))).map { _ in
            (0...random.roll(2)).map { _ in all.randomElement(using: &random) ?? "contact:a" }
        }
        steps[steps.count - 1].append("contact:\(people[random.roll(people.count)])")
        let to = Array(units.dropFirst().shuffled(using: &random).prefix(1 + random.roll(2)))
        var at = -60 + 30 * random.roll(3)
        let json = steps.map { targets -> JSON in
            defer { at += 30 * (1 + random.roll(4)) }
            var step: JSONObject = [
                "at": .string("\(at < 0 ? "" : "+")\(at)m"),
                "to": .array(Set(targets).sorted().map(JSON.string)),
            ]
            if random.roll(4) == 0 { step["if"] = "not-acknowledged" }
            return .object(step)
        }
        var due: JSONObject = [
            "to": .array(to.map(JSON.string)), "policy": .string(name),
            "due": ["within": .string("\(60 * (1 + random.roll(8)))m"), "of": "occurred"],
            "steps": .array(json),
        ]
        if random.roll(4) == 0 { due["expires"] = .string("\(30 * (1 + random.roll(10)))m") }
        return Duty(name: name, to: to, steps: steps, json: due)
    }

    private static func rulebook(
        _ duty: [String: String], _ leader: [String: String], _ duties: [Duty]
    ) throws -> Rulebook {
        func object(_ members: [(String, JSON)]) -> JSON {
            var object = JSONObject()
            for (key, value) in members { object[key] = value }
            return .object(object)
        }
        let contacts = object(
            people.map { name in
                let reach: JSON = ["channel": "mail", "address": .string("\(name)@x.example")]
                return (name, ["name": .string(name), "reach": [reach]])
            })
        let offices = object(
            units.map { unit in
                let (duty, leader) = (duty[unit] ?? "", leader[unit] ?? "")
                return (
                    unit,
                    [
                        "name": .string(unit), "duty": .string("contact:\(duty)"),
                        "leader": .string("contact:\(leader)"),
                    ]
                )
            })
        let policies = object(
            duties.map { ($0.name, ["steps": $0.json["steps"] ?? []]) })
        let obligations = object(
            duties.map { duty in
                var json = duty.json
                json["steps"] = nil
                return (duty.name, .object(json))
            })
        let json: JSON = [
            "settings": [
                "zone": "Asia/Shanghai", "language": "en", "operators": ["contact:f"],
            ],
            "units": offices, "contacts": contacts,
            "channels": ["mail": ["kind": "maildir", "path": "mail", "from": "d@x.example"]],
            "policies": policies,
            "rules": ["rule": ["owes": "district", "obligations": obligations]],
        ]
        let document = RuleDocument(path: "r.json", name: "r.json", bytes: json.bytes())
        let outcome = RulebookReader.read(
            documents: [document], zones: { Zone(fixed: 28_800, name: $0) })
        return try #require(outcome.rulebook, "\(outcome.diagnostics)")
    }

    // MARK: The records

    private static func instant(_ minute: Int) -> Instant { start + .seconds(minute * 60) }

    private static func records(
        _ duties: [Duty], _ random: inout SeededRandom
    ) -> [(at: Int, body: JSON)] {
        let incident: JSON = [
            "type": "incident", "incident": "i-1", "unit": "district", "title": "T",
            "occurredAt": .string(start.rfc3339),
        ]
        var records = [(at: 0, body: incident)]
        for number in 0..<(2 + random.roll(7)) {
            let minute = 10 * (1 + random.roll(lastMinute / 10 - 1))
            let at = JSON.string(instant(minute).rfc3339)
            var body: JSONObject = ["incident": "i-1", "id": .string("r-\(number)"), "by": "B"]
            switch random.roll(10) {
            case 0..<6:
                body["type"] = "report"
                body["from"] = "district"
                body["to"] = .array(
                    units.dropFirst().shuffled(using: &random).prefix(1 + random.roll(2))
                        .map(JSON.string))
                body["submittedAt"] = at
                if random.roll(2) == 0 {
                    body["stage"] = .string(duties[random.roll(duties.count)].name)
                }
            case 6:
                body["type"] = "retraction"
                body["report"] = .string("r-\(random.roll(number + 1))")
                body["at"] = at
            case 7:
                body["type"] = "waiver"
                body["obligation"] = .string(duties[random.roll(duties.count)].name)
                body["at"] = at
            case 8:
                body["type"] = "acknowledgement"
                body["at"] = at
            default:
                body["type"] = random.roll(2) == 0 ? "closure" : "reopening"
                body["at"] = at
            }
            records.append((minute, .object(body)))
        }
        return records.sorted { $0.at < $1.at }
    }

    // MARK: Playing

    /// Returns the messages about ends, in order.
    mutating func endings(_ random: inout SeededRandom) throws -> [Ending] {
        let rules = PinnedRulebooks(current: rulebook)
        var incident = Case(id: "i-1", at: Self.start)
        var endings: [Ending] = []
        for record in records + [(at: Self.lastMinute, body: JSON.null)] {
            let now = Self.instant(record.at)
            while let wake = incident.wakeAt, wake < now {
                let effects = incident.advance(to: wake, by: rules)
                endings += try messages(effects, of: incident, at: wake, &random)
            }
            guard record.body != .null else { break }
            let read = try Record.read(record.body, arrivedAt: now, origin: "test")
            let effects =
                incident.receive([read], at: now, by: rules) + incident.advance(to: now, by: rules)
            endings += try messages(effects, of: incident, at: now, &random)
        }
        return endings
    }

    private mutating func messages(
        _ effects: [Effect], of incident: Case, at now: Instant, _ random: inout SeededRandom
    ) throws -> [Ending] {
        var endings: [Ending] = []
        for case .notice(let notice) in effects where !notice.steps.isEmpty {
            told[notice.obligation?.text ?? "", default: []].insert(notice.to.description)
        }
        for delivery in incident.post(effects, at: now, by: rulebook) {
            guard case .incident(_, let items) = delivery.matter, items.allSatisfy(\.reason.isEnd)
            else { continue }
            let isMasked = random.roll(4) == 0
            guard
                let message = Message(
                    [delivery], of: [incident.id: incident], at: now, by: rulebook,
                    in: .english, masked: isMasked)
            else { continue }
            let saysSo = ["No further action is required", "No action is required from you"]
            let text = message.text + message.short + message.html
            endings.append(
                Ending(
                    reader: delivery.to.description, text: message.text,
                    isOver: saysSo.contains { text.contains($0) }
                        || message.data["tone"] == "relief" || message.data["over"] == true,
                    concerns: concerns(delivery.to.description, incident)))
        }
        return endings
    }

    /// Returns true if something unmet concerns a person: any step of what is open, and what was
    /// said of what was missed.
    private func concerns(_ reader: String, _ incident: Case) -> Bool {
        incident.obligations.contains { obligation in
            if obligation.verdict?.outcome == .missed {
                return told[obligation.id.text]?.contains(reader) ?? false
            }
            guard obligation.verdict == nil, obligation.waivedBy == nil,
                let duty = duties.first(where: { $0.name == obligation.name })
            else { return false }
            return duty.steps.joined().contains { target in
                let units =
                    target.hasPrefix("owing") ? ["district"] : obligation.awaiting.map(\.text)
                let people: [String?]
                switch target.split(separator: ".").last {
                case "duty": people = units.map { self.duty[$0] }
                case "leader": people = units.map { leader[$0] }
                default: return target == reader
                }
                return people.contains { $0.map { "contact:\($0)" == reader } ?? false }
            }
        }
    }
}
