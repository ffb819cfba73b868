package import Calendars
package import Rules

extension Message {
    /// The message that deliveries of one group carry, as it reads now; nil when all that it would
    /// say is out of date.
    ///
    /// `cases` are those they are about as they stand: what has been reported meanwhile is left
    /// out, and so is what the channel may not carry.
    package init?(
        _ deliveries: [Delivery], of cases: [Incident.ID: Case], at now: Instant,
        by rulebook: Rulebook
    ) {
        guard let first = deliveries.first,
            let page = Page(first, of: cases, at: now, by: rulebook)
        else { return nil }
        let reader = rulebook.reader(first.to)
        let wording = reader.language.wording
        self.init(
            id: first.group, incident: first.incident,
            addressees: deliveries.map {
                Addressee(delivery: $0.id, name: rulebook.name(of: $0.to), address: $0.address)
            },
            language: reader.language, subject: page.subject, text: page.text(wording.signature()),
            html: page.html(wording.signature(), reader.language), type: page.type,
            data: page.data, decidedAt: first.decidedAt, zone: reader.zone)
    }
}

extension Page {
    /// What a delivery says; nil when nothing of it is true any more.
    init?(
        _ delivery: Delivery, of cases: [Incident.ID: Case], at now: Instant,
        by rulebook: Rulebook
    ) {
        let reader = rulebook.reader(delivery.to)
        let wording = reader.language.wording
        func page(_ id: Incident.ID, _ items: [Delivery.Item]) -> Page? {
            let current = items.filter { $0.isCurrent(in: cases[id]) }
            guard let incident = cases[id], !current.isEmpty else { return nil }
            let clearance = rulebook.channels[delivery.channel]?
                .clearance(for: incident.classification)
            if clearance?.isMasked ?? false {
                return Page(masking: incident, current, reader, wording)
            }
            let page = IncidentPage(
                incident: incident, items: current, recipient: delivery.to, reader: reader,
                wording: wording, now: now, rulebook: rulebook
            ).page()
            return incident.isDrill ? page.marked(wording.drill()) : page
        }
        switch delivery.matter {
        case .incident(let id, let items):
            guard let page = page(id, items) else { return nil }
            self = page
        case .bundle(let bundle):
            let pages = bundle.parts.compactMap { page($0.incident, $0.items) }
            guard !pages.isEmpty || !bundle.note.isEmpty else { return nil }
            self.init(joining: pages, bundle.note, wording)
        case .operation(let operation):
            self.init(operation, wording)
        case .test:
            let (title, body) = wording.test()
            self.init(type: "test", subject: title, rows: [("", body)], data: [:])
        }
    }
}

extension Delivery.Item {
    /// Whether it is still true: a reminder of what has been reported meanwhile is not.
    func isCurrent(in incident: Case?) -> Bool {
        switch reason {
        case .met, .waived, .missed, .undecidable, .nobody: return true
        case .opened, .approaching, .overdue, .stillOverdue, .catchUp, .exhausted, .insufficient:
            guard let obligation else { return true }
            return incident?.obligation(obligation)?.isOpen ?? false
        }
    }
}

/// What a message says, before it is set as text or as HTML.
struct Page {
    let type: String
    let subject: String
    /// A label and what it labels; no label: a paragraph of its own.
    let rows: [(label: String, value: String)]
    let data: JSONObject

    init(type: String, subject: String, rows: [(String, String)], data: JSONObject) {
        self.type = type
        let line = Self.oneLine(subject)
        self.subject = line.utf8.count <= 300 ? line : String(line.prefix(300))
        self.rows = rows
        self.data = data
    }

    init(_ operation: Delivery.Operation, _ wording: any Wording) {
        let (title, action) = wording.operation(operation.kind)
        let labels = wording.labels()
        self.init(
            type: "operation."
                + operation.kind.rawValue.map { $0 == "-" ? "_" : String($0) }
                .joined(),
            subject: wording.badge("Duebell", late: nil) + title,
            rows: [("", title), (labels.detail, operation.detail), (labels.action, action)],
            data: [
                "kind": .string(operation.kind.rawValue), "detail": .string(operation.detail),
            ])
    }
}

/// Sets out an incident's message for one kind of reader.
private struct IncidentPage {
    let incident: Case
    let items: [Delivery.Item]
    let recipient: Recipient
    let reader: Reader
    let wording: any Wording
    let now: Instant
    let rulebook: Rulebook

    func page() -> Page {
        let labels = wording.labels()
        var rows = [(labels.what, what), (labels.action, action)]
        if case .instant(let at) = incident.incident?.moment(.occurred) {
            rows.append((labels.occurred, time(at)))
        }
        for item in items { rows += self.rows(item, labels) }
        return Page(type: type, subject: subject, rows: rows, data: data())
    }

    /// The most pressing of the items gives the message its name.
    private var lead: Delivery.Item {
        let order: [Notice.Reason] = [
            .exhausted, .missed, .stillOverdue, .overdue, .catchUp, .approaching, .opened,
        ]
        for reason in order {
            if let item = items.first(where: { $0.reason == reason }) { return item }
        }
        return items[0]
    }

    private var subject: String {
        let obligation = lead.obligation.flatMap { incident.obligation($0) }
        var late: Duration?
        if let dueAt = obligation?.dueAt, obligation?.isOpen == true, now > dueAt {
            late = now - dueAt
        }
        let badge = wording.badge(wording.heading(lead.reason), late: late)
        let others = items.count > 1 ? " (+\(items.count - 1))" : ""
        return badge + title
            + (obligation.map { " · " + owes($0) } ?? "") + others
    }

    /// A bulletin has no incident; it goes by what its rule is called.
    private var title: String {
        let rule = BulletinDuty(incident.id).flatMap { rulebook.rule($0.rule) }
        return incident.title ?? rule?.title ?? incident.id.text
    }

    private var what: String {
        let severity = incident.incident?.facts["severity"]?.string.map { ", \($0)" } ?? ""
        return "\(title) (\(incident.id)\(severity))"
    }

    private func owes(_ obligation: Obligation) -> String {
        let awaiting = obligation.awaiting.map(rulebook.name(of:)).joined(separator: " / ")
        return wording.owes(rulebook.name(of: obligation.owing), awaiting)
    }

    private func rows(_ item: Delivery.Item, _ labels: Labels) -> [(String, String)] {
        guard let obligation = item.obligation.flatMap({ incident.obligation($0) }) else {
            return [(wording.heading(item.reason), item.detail)]
        }
        var rows = [(labels.report, owes(obligation))]
        if let dueAt = obligation.dueAt { rows.append((labels.due, time(dueAt))) }
        rows.append((labels.state, "\(wording.heading(item.reason)) — \(state(obligation))"))
        let title = rulebook.rule(obligation.rule)?.title.map { "\($0) " } ?? ""
        rows.append((labels.basis, "\(title)(\(obligation.path))"))
        if !item.detail.isEmpty { rows.append((labels.detail, item.detail)) }
        return rows
    }

    private func state(_ obligation: Obligation) -> String {
        if let verdict = obligation.verdict { return wording.verdict(verdict) }
        guard let dueAt = obligation.dueAt else {
            return wording.waits(for: obligation.waitsFor ?? "")
        }
        return now < dueAt ? wording.left(dueAt - now) : wording.late(now - dueAt)
    }

    private var action: String {
        let obligation = lead.obligation.flatMap { incident.obligation($0) }
        let owing = obligation.map { rulebook.name(of: $0.owing) } ?? ""
        return wording.action(lead.reason, role(in: obligation), owing: owing)
    }

    private func role(in obligation: Obligation?) -> ReaderRole {
        guard let obligation else { return .other }
        func isHolder(in unit: Unit.ID) -> Bool {
            let unit = rulebook.units[unit]
            return [unit?.duty, unit?.leader].compactMap(\.self)
                .contains { rulebook.everybody($0).contains(recipient) }
        }
        if isHolder(in: obligation.owing) { return .owing }
        return obligation.awaiting.contains(where: isHolder) ? .awaiting : .other
    }

    private func time(_ instant: Instant) -> String {
        wording.time(reader.zone.civil(at: instant), zone: reader.zone.name)
    }

    private var type: String {
        "incident.report_" + lead.reason.rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
    }

    private func data() -> JSONObject {
        var data: JSONObject = [
            "incident": .string(incident.id.text), "reason": .string(lead.reason.rawValue),
            "to": .string(recipient.description),
            "name": .string(rulebook.name(of: recipient)), "notices": .array(items.map(json)),
        ]
        data["title"] = incident.title.map(JSON.string)
        data["severity"] = incident.incident?.facts["severity"]
        return data
    }

    private func json(_ item: Delivery.Item) -> JSON {
        var json: JSONObject = ["reason": .string(item.reason.rawValue)]
        json["steps"] = item.steps.coded { .number(.integer(Int64($0))) }
        if let obligation = item.obligation.flatMap({ incident.obligation($0) }) {
            json["obligation"] = .string(obligation.id.text)
            json["owing"] = .string(obligation.owing.text)
            json["awaiting"] = .array(obligation.awaiting.map { .string($0.text) })
            json["dueAt"] = obligation.dueAt.map { .string($0.rfc3339) }
            json["status"] = .string(obligation.status(at: now).rawValue)
            json["verdict"] = obligation.verdict.map { .string($0.name) }
            if case .late(let by) = obligation.verdict?.outcome {
                json["lateBy"] = .string(by.iso8601)
            }
        }
        if !item.detail.isEmpty { json["detail"] = .string(item.detail) }
        return .object(json)
    }
}
