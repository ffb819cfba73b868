package import Calendars
package import Cases
package import JSON
import Messages
package import Rules

/// The founding rulebook built in code: two hours for the city, five for the province.
package enum Founding {
    package static let shanghai = Zone(fixed: 8 * 3_600, name: "Asia/Shanghai")

    package static func unit(
        _ id: Unit.ID, parent: Unit.ID? = nil, duty: String? = nil, leader: String? = nil
    ) -> Unit {
        let holders = [UnitRole.duty: duty, .leader: leader].compactMapValues { $0 }
        return Unit(
            id: id, name: "\(id)", parent: parent,
            roles: holders.mapValues { [.contact(Contact.ID($0))] })
    }

    package static let units = [
        unit("anju", parent: "city-committee", duty: "anju-duty", leader: "anju-head"),
        unit("city-committee", duty: "committee-duty", leader: "committee-head"),
        unit("city-government", duty: "government-duty", leader: "government-head"),
        unit("province", duty: "province-duty", leader: "province-head"),
        unit("lonely"),
    ]

    package static let names = [
        "anju-duty", "anju-head", "committee-duty", "committee-head", "government-duty",
        "government-head", "province-duty", "province-head", "secretary", "engineer",
    ]

    package static func contact(_ name: String, reach: [Contact.Method]? = nil) -> Contact {
        Contact(
            id: Contact.ID(name), name: name, title: nil, language: nil, zone: nil,
            reach: reach ?? [
                Contact.Method(channel: "mail", address: "\(name)@example.org", after: nil)
            ])
    }

    package static func before(_ minutes: Int) -> EscalationStep.Start {
        .deadline(Offset(.exactly(.seconds(minutes * 60)), isNegative: true))
    }

    package static func after(_ minutes: Int) -> EscalationStep.Start {
        .deadline(Offset(.exactly(.seconds(minutes * 60))))
    }

    package static let steps = [
        EscalationStep(start: before(30), to: [.post(.owing, parents: 0, .duty)]),
        EscalationStep(
            start: after(0),
            to: [.post(.owing, parents: 0, .leader), .post(.awaiting, parents: 0, .duty)]),
        EscalationStep(
            start: after(60), to: [.post(.awaiting, parents: 0, .leader)], if: .notAcknowledged),
        EscalationStep(
            start: after(120), to: [.named(.contact("secretary"))],
            repeat: EscalationStep.Repetition(every: .exactly(.seconds(3_600)), times: 6)),
    ]

    package static func rulebook(
        steps: [EscalationStep] = Founding.steps, obligations: [ObligationRule]? = nil,
        when: JSON = ["in": [["var": "incident.severity"], ["major", "critical"]]],
        owes: JSON = ["var": "incident.unit"], contacts: [Contact] = [],
        calendars: [WorkCalendar] = [], digest: String = "rules-1"
    ) throws -> PinnedRulebooks {
        let changed = Set(contacts.map(\.id))
        let rule = Rule(
            id: "urgent", title: "Urgent information", cites: nil, inForce: Rule.InForce(),
            when: try Condition(when), owes: .fact(try Condition(owes)),
            obligations: obligations ?? [city])
        return PinnedRulebooks(
            current: Rulebook(
                digest: digest,
                settings: Rulebook.Settings(
                    zone: shanghai, language: .english, operators: [.contact("engineer")]),
                units: units,
                contacts: names.map { contact($0) }.filter { !changed.contains($0.id) } + contacts,
                channels: [
                    Channel(
                        id: "mail",
                        kind: .maildir(MaildirChannel(path: "mail", from: "duty@example.org"))),
                    Channel(
                        id: "phone",
                        kind: .webhook(WebhookChannel(url: .literal("http://127.0.0.1/")))),
                ],
                policies: [
                    EscalationPolicy(
                        id: "press", steps: steps, acknowledgementHolds: .seconds(1_800))
                ],
                calendars: calendars, rules: [rule]))
    }

    package static let city = ObligationRule(
        name: "city", to: [["city-committee"], ["city-government"]], due: within(hours: 2),
        policy: "press")

    package static let committee = ObligationRule(
        name: "city", to: [["city-committee"]], due: within(hours: 2), policy: "press")

    package static let province = ObligationRule(
        name: "province", owes: .unit("city-committee"), to: [["province"]],
        due: within(hours: 5), policy: "press", follows: ["city"])

    package static func within(hours: Int, of anchor: Anchor = .occurred) -> Due {
        .within(.exactly(.seconds(hours * 3_600)), of: anchor)
    }
}

/// A case with its rules, and a clock moved by the test.
package struct Scenario {
    package var rules: PinnedRulebooks
    package var incident = Case(id: "i-1", at: Instant(seconds: 0))
    package var now: Instant

    /// Creates a scenario at a time of 12 May 2026 in Shanghai.
    package init(_ rules: PinnedRulebooks, at time: String = "16:00") throws {
        self.rules = rules
        now = try Self.instant(time)
    }

    package static func instant(_ time: String) throws -> Instant {
        let day = time.hasPrefix("+") ? "13" : "12"
        return try Instant(rfc3339: "2026-05-\(day)T\(time.suffix(5)):00+08:00")
    }

    /// Receives a record now and returns its effects as lines of a timeline.
    package mutating func receive(_ body: JSON) throws -> [String] {
        // A record cannot arrive before its own time; a test that moves the clock back makes it
        // appear so.
        let arrivedAt = max(now, Record.effectiveAt(body) ?? now)
        let record = try Record.read(body, arrivedAt: arrivedAt, origin: "test")
        let effects = incident.receive([record], at: now, by: rules)
        return lines(effects + incident.advance(to: now, by: rules))
    }

    /// Advances to a time, with a stop at each wake-up the case requests.
    package mutating func advance(to time: String) throws -> [String] {
        let end = try Self.instant(time)
        var told: [String] = []
        while let wake = incident.wakeAt, wake <= end {
            now = max(now, wake)
            told += lines(incident.advance(to: now, by: rules))
        }
        now = end
        return told
    }

    /// Moves directly to a time, as after an outage of the watcher.
    package mutating func jump(to time: String) throws -> [String] {
        now = try Self.instant(time)
        return lines(incident.advance(to: now, by: rules))
    }

    private func lines(_ effects: [Effect]) -> [String] {
        let clock = Timeline.clock(now)
        return effects.map { "\(clock) \(Timeline.text($0))" }
    }

    package static func happened(severity: JSON = "major", unit: JSON = "anju") -> JSON {
        [
            "type": "incident", "incident": "i-1", "unit": unit, "title": "Gas explosion",
            "severity": severity, "occurredAt": "2026-05-12T16:00:00+08:00",
        ]
    }

    package static func report(
        _ id: JSON = "r-1", from: JSON = "anju", to: JSON = "city-committee", at time: String
    ) throws -> JSON {
        [
            "type": "report", "id": id, "incident": "i-1", "from": from, "to": to,
            "submittedAt": .string(try instant(time).rfc3339),
        ]
    }

    package static func acknowledgement(at time: String, obligation: JSON? = nil) throws -> JSON {
        var body: JSONObject = [
            "type": "acknowledgement", "incident": "i-1", "by": "committee-head",
            "at": .string(try instant(time).rfc3339),
        ]
        body["obligation"] = obligation
        return .object(body)
    }
}

/// The effects of a case as short lines, so that a test reads like a timeline.
package enum Timeline {
    package static func clock(_ instant: Instant) -> String {
        let civil = Founding.shanghai.civil(at: instant)
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let day = civil.date.day == 12 ? "" : "+"
        return "\(day)\(two(civil.hour)):\(two(civil.minute))"
    }

    package static func text(_ effect: Effect) -> String {
        switch effect {
        case .opened(let id, let dueAt): "opened \(short(id)) due \(clock(dueAt))"
        case .moved(let id, let dueAt): "moved \(short(id)) due \(clock(dueAt))"
        case .notStarted(let id, let waitsFor):
            "not-started \(short(id)) \(FaultPhrases.program.text(waitsFor))"
        case .notice(let notice):
            "\(notice.reason.rawValue) \(notice.steps.map(String.init).joined(separator: ","))"
                + " \(notice.to.description.split(separator: ":")[1])"
                + (notice.obligation.map { " " + short($0) } ?? "")
        case .verdict(let id, let verdict):
            "verdict \(short(id)) \(verdict.name)" + (lateness(verdict).map { " " + $0 } ?? "")
        case .waived(let id, let by): "waived \(short(id)) \(by)"
        case .reopened(let id): "reopened \(short(id))"
        case .revoked(let id): "revoked \(short(id))"
        case .replanned(let by, _): "replanned \(by)"
        case .merged(let id, let into, _): "merged \(id) into \(into)"
        case .separated(let id, let from, _): "separated \(id) from \(from)"
        case .fault(let about, let fault): "fault \(about) \(fault.kind.rawValue)"
        case .cleared(let about, let fault): "cleared \(about) \(fault.kind.rawValue)"
        }
    }

    private static func lateness(_ verdict: Obligation.Verdict) -> String? {
        guard case .late(let by) = verdict.outcome else { return nil }
        return by.iso8601
    }

    /// Returns the id without the rule: `city@city-committee`.
    private static func short(_ id: Obligation.ID) -> String {
        id.text.hasPrefix("urgent/") ? String(id.text.dropFirst(7)) : id.text
    }
}
