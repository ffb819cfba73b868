import Calendars
import Cases
import Deliveries
import JSON
import Rules

/// Sets out an incident's message for one kind of reader: what is wrong and what to do now first,
/// then what it is about, then what it rests on.
struct IncidentPage: Sendable {
    let incident: Case
    /// At least one; the most pressing is said first and gives the message its name.
    let items: [Delivery.Item]
    let recipients: [Recipient]
    let reader: Reader
    let wording: any Wording
    let now: Instant
    let rulebook: Rulebook
    let untold: Untold

    init(
        incident: Case, items: [Delivery.Item], recipients: [Recipient], reader: Reader,
        wording: any Wording, now: Instant, rulebook: Rulebook, untold: Untold
    ) {
        self.incident = incident
        self.untold = untold
        let order: [Notice.Reason] = [
            .exhausted, .missed, .stillOverdue, .overdue, .catchUp, .approaching, .opened,
        ]
        let lead = order.lazy.compactMap { reason in items.firstIndex { $0.reason == reason } }
            .first
        var sorted = items
        if let lead { sorted.insert(sorted.remove(at: lead), at: 0) }
        self.items = sorted
        self.recipients = recipients
        self.reader = reader
        self.wording = wording
        self.now = now
        self.rulebook = rulebook
    }

    func page() -> Page {
        let labels = wording.labels()
        let matters = items.map { SaidItem($0, in: self) }
        var rows = matters.prefix(Self.headMax).map { Page.Row("", $0.statement) }
        rows.append(Page.Row(labels.action, action, as: .action))
        if matters.count == 1 { rows += self.rows(matters[0], labels) }
        rows.append(Page.Row(labels.what, what))
        if let occurred { rows.append(Page.Row(labels.occurred, occurred)) }
        let (told, missed) = (names(of: told), names(of: missed))
        if !told.isEmpty { rows.append(Page.Row(labels.told, wording.list(told))) }
        if !missed.isEmpty { rows.append(Page.Row(labels.untold, wording.list(missed))) }
        if matters.count > 1 {
            for (index, matter) in matters.enumerated() {
                let isSaid = index < Self.headMax
                if isSaid, matter.obligation == nil { continue }
                let head = isSaid ? labels.report : ""
                rows += [.gap, Page.Row(head, isSaid ? matter.report : matter.statement)]
                rows += self.rows(matter, labels)
            }
        }
        return Page(
            type: "incident.report_" + Page.snake(lead.reason.rawValue),
            reason: lead.reason.rawValue, subject: subject, rows: rows, brief: brief(matters[0]),
            facts: facts(matters), data: data())
    }

    /// What stands before all else; more would keep what to do from being seen.
    private static let headMax = 3

    private var lead: Delivery.Item { items[0] }

    private var leading: Obligation? { lead.obligation.flatMap { incident.obligation($0) } }

    private var badge: String {
        var late: Duration?
        if let dueAt = leading?.dueAt, leading?.isOpen == true, now > dueAt { late = now - dueAt }
        return wording.badge(wording.heading(lead.reason), late: late)
    }

    private var subject: String {
        let others = items.count > 1 ? " (+\(items.count - 1))" : ""
        return badge + Page.shortened(title, to: 120) + (leading.map { " · " + owes($0) } ?? "")
            + others
    }

    /// A bulletin has no incident; it goes by what its rule is called.
    private var title: String {
        let rule = BulletinDuty(incident.id).flatMap { rulebook.rule($0.rule) }
        return Page.shortened(incident.title ?? rule?.title ?? incident.id.text, to: 200)
    }

    private var severity: String? { incident.incident?.facts["severity"]?.string }

    private var what: String {
        "\(title) (\(incident.id)\(severity.map { ", \($0)" } ?? ""))"
    }

    private var occurred: String? {
        guard case .instant(let at) = incident.incident?.moment(.occurred) else { return nil }
        return time(at)
    }

    /// The others who were to be told of any of it, in the order they were; a drill is told to
    /// nobody outside.
    private var others: [Recipient] {
        var seen = Set(recipients)
        return items.compactMap { item in
            item.obligation.flatMap { incident.obligation($0) }?.escalation.told
        }.joined().filter { seen.insert($0).inserted }
            .filter { !incident.isDrill || rulebook.isInside($0) }
    }

    private var told: [Recipient] { others.filter { !untold.contains($0, of: incident.id) } }

    /// Those who got nothing: whoever reads this may have to call them.
    private var missed: [Recipient] { others.filter { untold.contains($0, of: incident.id) } }

    private func names(of people: [Recipient]) -> [String] {
        let names = people.prefix(Self.toldMax).map(rulebook.name(of:))
        return people.count > names.count ? names + ["+\(people.count - names.count)"] : names
    }

    /// More names say no more.
    private static let toldMax = 12

    func owes(_ obligation: Obligation) -> String {
        let awaiting = obligation.awaiting.map(rulebook.name(of:)).joined(separator: " / ")
        return wording.owes(rulebook.name(of: obligation.owing), awaiting)
    }

    private func rows(_ matter: SaidItem, _ labels: Labels) -> [Page.Row] {
        guard matter.obligation != nil else { return [] }
        var rows: [Page.Row] = []
        if !matter.detail.isEmpty { rows.append(Page.Row(labels.detail, matter.detail)) }
        if let due = matter.due { rows.append(Page.Row(labels.due, due)) }
        rows.append(Page.Row(labels.basis, matter.basis))
        return rows
    }

    /// Who is late in what, then what to do, as far as it goes on one line.
    private func brief(_ matter: SaidItem) -> String {
        let due = matter.late == nil && matter.left != nil ? leading?.dueAt : nil
        let essentials = [
            leading.map(owes),
            due.map {
                wording.shortDue(
                    wording.shortTime(reader.zone.civil(at: $0), zone: reader.zone.name))
            },
        ].compactMap(\.self)
        func line(_ title: String, _ rest: [String]) -> String {
            badge + ([title] + rest).joined(separator: " · ")
        }
        for rest in [essentials + [action], essentials] {
            let room = Page.shortMax - line("", rest).count
            if room >= min(title.count, 24) { return line(Page.shortened(title, to: room), rest) }
        }
        return line(Page.shortened(title, to: 24), essentials)
    }

    private var action: String {
        let owing = leading.map { rulebook.name(of: $0.owing) } ?? ""
        let roles = Set(recipients.map { role(of: $0) })
        let common = roles.count == 1 ? roles.first : nil
        return wording.action(lead.reason, common ?? .other, owing: owing)
    }

    /// What somebody is to the obligation; readers of one message may differ in that.
    private func role(of recipient: Recipient) -> ReaderRole {
        guard let obligation = leading else { return .other }
        func isHolder(in unit: Unit.ID) -> Bool {
            let unit = rulebook.units[unit]
            return [unit?.duty, unit?.leader].compactMap(\.self)
                .contains { rulebook.everybody($0).contains(recipient) }
        }
        if isHolder(in: obligation.owing) { return .owing }
        return obligation.awaiting.contains(where: isHolder) ? .awaiting : .other
    }

    func time(_ instant: Instant) -> String {
        wording.time(reader.zone.civil(at: instant), zone: reader.zone.name)
    }
}

/// What is said about one item, in words.
private struct SaidItem: Sendable {
    let item: Delivery.Item
    let obligation: Obligation?
    let heading: String
    /// Who owes whom, or the whole matter where nobody does.
    let report: String
    let statement: String
    let due: String?
    /// By how much the deadline has passed, or is still ahead, while a report is looked for.
    let late: Duration?
    let left: Duration?
    let state: String?
    let basis: String
    let detail: String

    init(_ item: Delivery.Item, in page: IncidentPage) {
        let wording = page.wording
        let obligation = item.obligation.flatMap { page.incident.obligation($0) }
        self.item = item
        self.obligation = obligation
        heading = wording.heading(item.reason)
        detail = Page.shortened(item.detail, to: Page.detailMax)
        due = obligation?.dueAt.map(page.time)
        let open = obligation?.isOpen == true ? obligation?.dueAt : nil
        late = open.flatMap { page.now < $0 ? nil : page.now - $0 }
        left = open.flatMap { page.now < $0 ? $0 - page.now : nil }
        if let verdict = obligation?.verdict {
            state = wording.verdict(verdict)
        } else if let person = obligation?.waivedBy {
            state = wording.waived(by: person)
        } else if let late {
            state = wording.late(late)
        } else if let left {
            state = wording.left(left)
        } else {
            state = obligation.map { wording.waits(for: $0.waitsFor ?? "") }
        }
        report = obligation.map(page.owes) ?? detail
        statement = wording.statement(heading, state, report)
        let title = obligation.flatMap { page.rulebook.rule($0.rule)?.title }
        basis = (title.map { "\($0) " } ?? "") + (obligation.map { "(\($0.path))" } ?? "")
    }
}

extension IncidentPage {
    /// What templates are given about the incident; nothing empty.
    private func facts(_ matters: [SaidItem]) -> JSONObject {
        var facts: JSONObject = [
            "isIncident": true, "tone": .string(tone.rawValue),
            "heading": .string(wording.heading(lead.reason)), "badge": .string(badge),
            "statement": .string(Page.plain(matters[0].statement)),
            "action": .string(Page.plain(action)), "title": .string(Page.plain(title)),
            "what": .string(Page.plain(what)), "incident": .string(Page.plain(incident.id.text)),
        ]
        facts["severity"] = severity.map { .string(Page.plain($0)) }
        facts["occurred"] = occurred.map { .string($0) }
        if case .instant(let at) = incident.incident?.moment(.occurred) {
            facts["occurredAt"] = .string(at.rfc3339)
        }
        let items = matters.prefix(Self.itemsMax).map { json($0) }
        facts["lead"] = items[0]
        facts["items"] = .array(items)
        facts["hasSeveral"] = matters.count > 1 ? true : nil
        facts["others"] = matters.count > 1 ? .number(.integer(Int64(matters.count - 1))) : nil
        for (name, people) in [("told", told), ("untold", missed)] where !people.isEmpty {
            let names = names(of: people)
            facts[name] = .array(names.map { .string(Page.plain($0)) })
            facts[name + "Names"] = .string(Page.plain(wording.list(names)))
        }
        return facts
    }

    /// What a template can go through.
    private static var itemsMax: Int { 100 }

    private func json(_ matter: SaidItem) -> JSON {
        let obligation = matter.obligation
        let texts: [(String, String?)] = [
            ("reason", matter.item.reason.rawValue), ("because", matter.item.because),
            ("heading", matter.heading),
            ("statement", matter.statement), ("detail", matter.detail), ("due", matter.due),
            ("dueAt", obligation?.dueAt?.rfc3339), ("state", matter.state),
            ("late", matter.late.map(wording.span)), ("left", matter.left.map(wording.span)),
            ("basis", matter.basis), ("obligation", obligation?.id.text),
            ("rule", obligation?.path), ("report", obligation == nil ? nil : matter.report),
            ("owing", obligation.map { rulebook.name(of: $0.owing) }),
            (
                "awaiting",
                obligation?.awaiting.map(rulebook.name(of:)).joined(separator: " / ")
            ),
        ]
        var json = JSONObject()
        for (name, text) in texts {
            if let text, !text.isEmpty { json[name] = .string(Page.plain(text)) }
        }
        json["isLate"] = matter.late.map { _ in true }
        json["isOpen"] = obligation?.isOpen == true ? true : nil
        return .object(json)
    }

    private var tone: Page.Tone {
        switch lead.reason {
        case .overdue, .stillOverdue, .catchUp, .missed, .exhausted: .alarm
        case .approaching, .insufficient, .nobody, .undecidable: .warning
        case .met, .waived: .relief
        case .opened: .notice
        }
    }
}

extension IncidentPage {
    /// What programs are given.
    private func data() -> JSONObject {
        var data: JSONObject = [
            "incident": .string(incident.id.text), "reason": .string(lead.reason.rawValue),
            "to": .string(recipients.first?.description ?? ""),
            "name": .string(recipients.first.map(rulebook.name(of:)) ?? ""),
            "notices": .array(items.map(json)),
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
