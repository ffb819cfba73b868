import Calendars
package import Cases
import Deliveries
package import JSON
import Messages
import Rules
package import Storage

/// A formatter of deliveries: the reasons for sending, recipient, time and channel, the waits, and
/// the responses of the receiving side.
package struct DeliveryView {
    package let view: IncidentView
    let background: DeliveryBackground
    /// True in lists, which leave out responses about classified incidents. A response may repeat
    /// the message, and lists are passed on.
    private let isList: Bool

    package init(_ view: IncidentView, _ background: DeliveryBackground, isList: Bool = false) {
        self.view = view
        self.background = background
        self.isList = isList
    }

    private var words: ViewPhrases { view.words }
    /// The phrases of the rules' language, with times in the rules' zone.
    var phrases: DeliveryPhrases {
        let (zone, now) = (view.rulebook.settings.zone, view.now)
        return DeliveryPhrases(words.language) { IncidentView.time($0, in: zone, at: now) }
    }

    /// Returns a delivery's lines. With an incident, only this one is shown in full from a combined
    /// message.
    package func lines(_ history: DeliveryHistory, about incident: Incident.ID? = nil) -> [String] {
        let entry = history.entry
        let address = entry.address.map { " <\($0)>" } ?? ""
        var lines = [
            "\(view.time(entry.decidedAt))  \(entry.recipient)\(address) \(words.by) "
                + "\(entry.channel)  \(words.state(entry.state))  \(entry.id)"
        ]
        if let delivery = try? entry.delivery() {
            lines += reasons(delivery, about: incident).map { "    " + $0 }
        }
        if let remark = phrases.remark(on: entry) {
            lines += Self.split("\(words.remark)\(remark)").map { "    \($0)" }
        }
        if let carrier = entry.mergedInto.flatMap({ background.carriers[$0] }) {
            lines.append("    \(words.carrier)\(carrier.id)  \(words.state(carrier.state))")
        }
        if entry.state == .waiting {
            lines.append("    \(words.nextTry(view.time(nextAttempt(of: entry))))")
        }
        for attempt in history.attempts {
            let late = words.delay(attempt.endedAt - entry.dueAt)
            lines.append(
                "    \(words.answer)\(attempt.code) \(said(attempt, history.entry))  "
                    + "(\(view.time(attempt.endedAt)), +\(late))")
            lines += phrases.lines(attempt.notes).flatMap(Self.split).map { "      \($0)" }
        }
        return lines
    }

    /// Returns the instant of the next attempt. A muted delivery is checked during the mute, but
    /// not sent before its end.
    func nextAttempt(of entry: OutboxEntry) -> Instant {
        guard let delivery = try? entry.delivery() else { return entry.nextAttemptAt }
        var next = entry.nextAttemptAt
        for _ in 0..<Self.mutesMax {
            let cases = background.cases
            guard let held = view.rulebook.mute(holding: delivery, cases, at: next) else { break }
            next = held.end
        }
        return next
    }

    /// The maximum number of mutes in a row that are looked at.
    private static let mutesMax = 20

    /// Returns the lines of a text; text written by people may have several.
    private static func split(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline)
    }

    /// Returns the receiving side's response, or a reference to it. A code of 0 marks a local
    /// error.
    func said(_ attempt: AttemptRow, _ entry: OutboxEntry) -> String {
        guard isList, attempt.code != 0, let delivery = try? entry.delivery(),
            delivery.incidents.contains(where: isClassified)
        else { return attempt.text }
        return words.see(entry.id.text)
    }

    private func isClassified(_ id: Incident.ID) -> Bool {
        background.cases[id].map { view.rulebook.keepsConfidential($0) } ?? true
    }

    /// Returns the reasons for sending, and for the recipient, time and channel.
    private func reasons(_ delivery: Delivery, about incident: Incident.ID?) -> [String] {
        var lines: [String] = []
        switch delivery.matter {
        case .incident(let id, let items): lines += items.flatMap { reasons($0, of: id) }
        case .combined(let combined):
            let note = combined.note(in: view.rulebook.reader(delivery.to).language)
            if !note.isEmpty { lines.append("\(words.why)\(note)") }
            let shown = combined.parts.filter { incident == nil || $0.incident == incident }
            for part in shown { lines += part.items.flatMap { reasons($0, of: part.incident) } }
            let others = combined.parts.count - shown.count
            if others > 0 { lines.append("\(words.why)\(words.others(others))") }
        case .operation(let operation):
            let settings = view.rulebook.settings
            let told = operation.told(in: settings.language, zone: settings.zone)
            let details = told.details.joined(separator: words.semicolon)
            lines.append("\(words.why)\(told.title)  \(details)")
            lines.append("\(words.whom)\(words.operators)")
        case .digest(let list):
            lines.append("\(words.why)\(words.asDigest(list.digest.text, view.time(list.at)))")
        case .test: lines.append("\(words.why)\(words.asTest)")
        }
        let number = delivery.reach + 1
        let way = delivery.via == nil ? words.wayOfContact(number) : words.wayOfStep(number)
        let failover = delivery.reach == 0 ? "" : words.failover
        lines.append("\(words.when)\(view.time(delivery.dueAt))")
        lines.append("\(words.road)\(delivery.channel)\(words.comma)\(way)\(failover)")
        return lines
    }

    private func reasons(_ item: Delivery.Item, of incident: Incident.ID) -> [String] {
        let steps = item.steps.map(words.step).joined(separator: words.comma)
        let reason = words.reason(item.reason).split(separator: " ").joined(separator: " ")
        let parts = [
            reason, incident.text, item.obligation?.text ?? "", steps,
            item.detail.map(view.facts.text) ?? "",
        ]
        var lines = ["\(words.why)" + parts.filter { !$0.isEmpty }.joined(separator: "  ")]
        if let because = item.because?.said(in: words.language) {
            lines.append("\(words.whom)\(because)")
        }
        let timing = timing(item, of: incident)
        if !timing.isEmpty {
            lines.append(words.timing + timing.joined(separator: words.semicolon))
        }
        return lines
    }

    private func obligation(_ item: Delivery.Item, of incident: Incident.ID) -> Obligation? {
        item.obligation.flatMap { background.cases[incident]?.obligation($0) }
    }

    /// Returns the scheduled times of the item's steps, with the deadline they are counted from.
    private func timing(_ item: Delivery.Item, of incident: Incident.ID) -> [String] {
        guard let obligation = obligation(item, of: incident) else { return [] }
        let deadline = obligation.dueAt.map(view.time)
        let steps = item.steps.compactMap { number -> String? in
            guard let step = background.rules.step(number, for: obligation) else { return nil }
            let hours = step.hours.map(words.workingTime) ?? ""
            return switch step.start {
            case .deadline(let offset): words.timing(number, offset, deadline) + hours
            case .opened(let period): words.timing(number, afterOpening: period) + hours
            case .share(let share): words.timing(number, share: "\(share)", deadline) + hours
            }
        }
        return steps.isEmpty ? [deadline.map(words.deadline)].compactMap(\.self) : steps
    }
}

extension DeliveryView {
    /// Returns the delivery as JSON, for programs.
    package func json(_ history: DeliveryHistory) -> JSON {
        let entry = history.entry
        var json: JSONObject = [
            "delivery": .string(entry.id.text), "to": .string(entry.recipient),
            "channel": .string(entry.channel.text), "state": .string(entry.state.rawValue),
            "decidedAt": .string(entry.decidedAt.rfc3339), "dueAt": .string(entry.dueAt.rfc3339),
        ]
        json["address"] = entry.address.map(JSON.string)
        let phrases = DeliveryPhrases(.english)
        json["remark"] = phrases.remark(on: entry).map(JSON.string)
        json["expiresAt"] = entry.expiresAt.map { .string($0.rfc3339) }
        if entry.state == .waiting { json["nextTryAt"] = .string(nextAttempt(of: entry).rfc3339) }
        if let carrier = entry.mergedInto {
            json["mergedInto"] = .string(carrier.text)
            json["carrierState"] = background.carriers[carrier].map { .string($0.state.rawValue) }
        }
        if let delivery = try? entry.delivery() { add(delivery, to: &json) }
        if entry.state == .delivered, let last = history.attempts.last {
            json["delay"] = .string((last.endedAt - entry.dueAt).iso8601)
        }
        json["attempts"] = .array(
            history.attempts.map { attempt in
                [
                    "startedAt": .string(attempt.startedAt.rfc3339),
                    "endedAt": .string(attempt.endedAt.rfc3339),
                    "delay": .string((attempt.endedAt - entry.dueAt).iso8601),
                    "code": .number(.integer(Int64(attempt.code))),
                    "answer": .string(said(attempt, entry)),
                    "remarks": .array(phrases.lines(attempt.notes).map(JSON.string)),
                ]
            })
        return .object(json)
    }

    private func add(_ delivery: Delivery, to json: inout JSONObject) {
        json["incidents"] = .array(delivery.incidents.map { .string($0.text) })
        json["reach"] = .number(.integer(Int64(delivery.reach + 1)))
        json["via"] = delivery.via.map { .array($0.map { .string($0.text) }) }
        switch delivery.matter {
        case .incident(let id, let items): json["why"] = .array(items.map { why($0, of: id) })
        case .combined(let combined):
            json["why"] = .array(
                combined.parts.flatMap { part in part.items.map { why($0, of: part.incident) } })
            let note = combined.note(in: view.rulebook.reader(delivery.to).language)
            if !note.isEmpty { json["note"] = .string(note) }
        case .operation(let operation):
            json["operation"] = [
                "kind": .string(operation.kind.rawValue), "detail": .string(operation.detail),
            ]
            json["why"] = [
                ["reason": .string(operation.kind.rawValue), "because": "operators"]
            ]
        case .digest(let list):
            json["why"] = [
                [
                    "reason": "digest", "digest": .string(list.digest.text),
                    "at": .string(list.at.rfc3339),
                ]
            ]
        case .test: json["why"] = [["reason": "test"]]
        }
    }

    private func why(_ item: Delivery.Item, of incident: Incident.ID) -> JSON {
        var json: JSONObject = [
            "reason": .string(item.reason.rawValue), "incident": .string(incident.text),
            "dueAt": .string(item.dueAt.rfc3339),
        ]
        json["obligation"] = item.obligation.map { .string($0.text) }
        json["because"] = item.because.map { .string($0.text) }
        json["detail"] = item.detail.map { .string(FaultPhrases.program.text($0)) }
        let obligation = obligation(item, of: incident)
        json["deadline"] = obligation?.dueAt.map { .string($0.rfc3339) }
        if !item.steps.isEmpty {
            json["steps"] = .array(
                item.steps.map { step in
                    var json: JSONObject = ["step": .number(.integer(Int64(step)))]
                    let found = obligation.flatMap { background.rules.step(step, for: $0) }
                    switch found?.start {
                    case .deadline(let offset): json["at"] = .string(offset.text)
                    case .opened(let period):
                        json["at"] = ["from": "opened", "delay": .string(period.text)]
                    case .share(let share): json["at"] = .string("\(share)")
                    case nil: break
                    }
                    if let hours = found?.hours {
                        if hours.areCounted { json["in"] = "working-time" }
                        if hours.areKept { json["only"] = "working-time" }
                        json["calendar"] = .string(hours.calendar.text)
                    }
                    return .object(json)
                })
        }
        return .object(json)
    }
}
