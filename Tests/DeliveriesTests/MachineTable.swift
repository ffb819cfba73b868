import Calendars
import Cases
import Deliveries
import JSON
import Rules
import TestSupport

/// The dispatch machine with the rules, the cases and the clock of a test.
///
/// Actions are written as lines, so that a test reads as a table of events and their results.
struct MachineTable {
    var machine = DispatchMachine()
    var rulebook: Rulebook
    var facts = DispatchFacts()
    var now: Instant
    private var batches: [SendBatch] = []

    /// Starts at a time of 12 May 2026 in Shanghai; contacts are reached by `mail`, then `phone`.
    init(
        at time: String = "16:00", rate: Channel.Rate? = nil, ratePerRecipient: Channel.Rate? = nil,
        carries: [String]? = nil, mutes: [Mute] = [], ways: [Channel.ID] = ["mail", "phone"],
        limits: InFlightLimits = InFlightLimits()
    ) throws {
        now = try Scenario.instant(time)
        machine = DispatchMachine(limits: limits)
        rulebook = Self.rulebook(
            rate: rate, ratePerRecipient: ratePerRecipient, carries: carries, mutes: mutes,
            ways: ways)
    }

    static func rulebook(
        rate: Channel.Rate? = nil, ratePerRecipient: Channel.Rate? = nil,
        carries: [String]? = nil, mutes: [Mute] = [], ways: [Channel.ID] = ["mail", "phone"]
    ) -> Rulebook {
        let reach = ways.map { Contact.Method(channel: $0, address: "\($0)-address", after: nil) }
        let kind = Channel.Kind.maildir(MaildirChannel(path: "mail", from: "duty@example.org"))
        return Rulebook(
            digest: "rules-1",
            settings: Rulebook.Settings(
                zone: Founding.shanghai, language: .english, operators: [.contact("engineer")]),
            units: Founding.units,
            contacts: ["li", "wang", "engineer"].map { Founding.contact($0, reach: reach) }
                + [
                    Contact(
                        id: "press", name: "press", title: nil, language: nil, zone: nil,
                        reach: reach, isOutside: true)
                ],
            channels: [
                Channel(
                    id: "mail", kind: kind, carries: carries, rate: rate,
                    ratePerRecipient: ratePerRecipient), Channel(id: "phone", kind: kind),
            ], policies: [], mutes: mutes, rules: [])
    }

    // MARK: What is sent

    /// Returns a delivery to a contact about `i-ID` or, with `about`, about several incidents.
    func delivery(
        _ id: String, to person: String = "li", by channel: Channel.ID = "mail",
        _ reason: Notice.Reason = .nobody, about: [String]? = nil, isFirst: Bool = false,
        group: String? = nil, expires: String? = nil
    ) throws -> Delivery {
        let item = Delivery.Item(
            reason: reason,
            obligation: [.nobody, .undecidable].contains(reason) ? nil : "urgent/city@x",
            steps: [], dueAt: now, detail: nil)
        var matter = Delivery.Matter.incident(Incident.ID("i-\(id)"), [item])
        if let about {
            matter = .combined(
                Delivery.CombinedMessage(
                    parts: about.map {
                        Delivery.CombinedMessage.Part(incident: Incident.ID($0), items: [item])
                    }))
        }
        return Delivery(
            id: Delivery.ID(id), group: Delivery.GroupID(group ?? "g-\(id)"), matter: matter,
            to: .contact(Contact.ID(person)), via: nil,
            reach: rulebook.reaches(of: .contact(Contact.ID(person)), via: nil)
                .firstIndex { $0.channel == channel } ?? 0,
            channel: channel, address: "\(channel)-address", decidedAt: now, dueAt: now,
            expiresAt: try expires.map(Scenario.instant), isFirst: isFirst)
    }

    /// Returns an alert to the operators.
    func alert(_ id: String, to person: String = "engineer") -> Delivery {
        Delivery(
            id: Delivery.ID(id), group: Delivery.GroupID("g-\(id)"),
            matter: .operation(Delivery.Operation(kind: .intakeFailed, detail: id)),
            to: .contact(Contact.ID(person)), via: nil, reach: 0, channel: "mail",
            address: "mail-address", decidedAt: now, dueAt: now, expiresAt: nil)
    }

    /// Adds a case for each incident, with a record of its own.
    mutating func know(_ ids: String..., labels: JSON? = nil, classification: JSON? = nil) throws {
        for id in ids {
            guard var body = Scenario.happened().object else { continue }
            body["incident"] = .string(id)
            body["labels"] = labels
            body["classification"] = classification
            var known = Case(id: Incident.ID(id), at: now)
            let record = try Record.read(.object(body), arrivedAt: now, origin: "test")
            _ = known.receive([record], at: now, by: PinnedRulebooks(current: rulebook))
            facts.cases[known.id] = known
        }
    }

    // MARK: Events

    mutating func claim(_ deliveries: Delivery...) throws -> [String] {
        try claim(deliveries.map { LeasedDelivery($0, epoch: 1) })
    }

    /// Leases deliveries; adds the cases of unknown incidents.
    mutating func claim(_ leased: [LeasedDelivery]) throws -> [String] {
        for id in leased.flatMap(\.delivery.incidents) where facts.cases[id] == nil {
            facts.cases[id] = Case(id: id, at: now)
        }
        return run(machine.claimed(leased, facts, at: now, by: rulebook))
    }

    /// Answers each delivery of the oldest open batch with a receipt.
    mutating func answer(_ receipt: Receipt, jitter: Double = 0.5) -> [String] {
        let count = batches.first?.deliveries.count ?? 0
        return end(.answered(Array(repeating: receipt, count: count)), jitter: jitter)
    }

    mutating func end(_ answer: SendResult.Answer, jitter: Double = 0.5) -> [String] {
        guard let batch = batches.first else { return ["nothing is being sent"] }
        batches.removeFirst()
        let result = SendResult(answer, startedAt: now, endedAt: now)
        let lines = run(
            machine.answered(
                batch.number, result, jitter: batch.deliveries.map { _ in jitter }, by: rulebook))
        return lines + run(machine.settled(batch.number)).filter { $0 != "claim" }
    }

    mutating func advance(to time: String) throws {
        now = try Scenario.instant(time)
    }

    // MARK: Actions

    private mutating func run(_ actions: [DispatchAction]) -> [String] {
        actions.compactMap { action in
            if case .send(let batch) = action { batches.append(batch) }
            if case .claim = action { return nil }
            return Self.line(action)
        }
    }

    private static func line(_ action: DispatchAction) -> String {
        switch action {
        case .claim: "claim"
        case .send(let batch): "send \(names(batch.deliveries)) by \(batch.channel)"
        case .hold(let leased, let reason, let until):
            "hold \(leased.id) \(reason.kind.rawValue) until \(clock(until))"
        case .combine(let request): "combine \(names(request.deliveries))"
        case .move(let leased, let other): "move \(leased.id) to \(other.channel)"
        case .reroute(let leased, let other): "reroute \(leased.id) to \(other.channel)"
        case .withdraw(let ended, let reason): "withdraw \(names(ended)) \(text(reason))"
        case .refuse(let lease, let reason): "refuse \(lease.delivery) \(text(reason))"
        case .expire(let leased, let reason): "expire \(leased.id) \(text(reason))"
        case .settle(let attempts, _): "settle" + attempts.map { " " + text($0) }.joined()
        case .tell(let alert): "tell \(alert.operation.kind.rawValue): \(alert.operation.words)"
        case .announceRecovery(let channel): "recovered \(channel)"
        }
    }

    private static func names(_ deliveries: [LeasedDelivery]) -> String {
        deliveries.map(\.id.text).joined(separator: "+")
    }

    private static func text(_ reason: EndReason) -> String {
        (reason.json.array ?? []).compactMap(\.string).joined(separator: " ")
    }

    private static func text(_ attempt: Attempt) -> String {
        let name = attempt.leased.id.text
        return switch attempt.outcome {
        case .delivered: "\(name) delivered"
        case .again(let at): "\(name) again at \(clock(at))"
        case .refused: "\(name) refused"
        case .expired: "\(name) expired"
        }
    }

    /// Returns the hour, the minute and, unless zero, the second.
    private static func clock(_ instant: Instant) -> String {
        let seconds = Founding.shanghai.civil(at: instant).second
        return Timeline.clock(instant) + (seconds == 0 ? "" : ":\(seconds)")
    }
}

extension Receipt {
    static let taken = Receipt.delivered(Answer(code: 250, text: "ok"))
    static let silent = Receipt.deferred(Answer(code: 0, text: "no answer"), after: nil)
    static let greylisted = Receipt.deferred(Answer(code: 451, text: "later"), after: nil)
    static let unknown = Receipt.refused(Answer(code: 550, text: "unknown"))
    static let puzzling = Receipt.refused(
        Answer(code: 200, text: "errcode 7", scope: .unknown))
    static let wrongKey = Receipt.refused(Answer(code: 401, text: "who?", scope: .channel))
}
