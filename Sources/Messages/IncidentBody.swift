import Calendars
import Cases
import Deliveries
import JSON
import Rules

/// The builder of an incident message for one kind of reader. The problem and the action to take
/// come first, then the incident, then the basis.
struct IncidentBody: Sendable {
    let incident: Case
    /// The items; at least one. The most urgent comes first and determines the subject line.
    let items: [Delivery.Item]
    /// The obligation of the first item; the earliest one if there are several.
    private let leading: Obligation?
    let recipients: [Recipient]
    let reader: Reader
    let phrases: any Phrasebook
    let now: Instant
    let rulebook: Rulebook
    let untold: UnreachedRecipients
    /// The number of items left out earlier.
    private let leftOut: Int

    init(
        incident: Case, items: [Delivery.Item], recipients: [Recipient], reader: Reader,
        phrases: any Phrasebook, now: Instant, rulebook: Rulebook, untold: UnreachedRecipients,
        leftOut: Int
    ) {
        self.leftOut = leftOut
        self.incident = incident
        self.untold = untold
        self.items = Self.ordered(items)
        leading = self.items.first.flatMap {
            incident.currentObligations(of: $0).first ?? incident.example(of: $0)
        }
        self.recipients = recipients
        self.reader = reader
        self.phrases = phrases
        self.now = now
        self.rulebook = rulebook
    }

    /// Returns the items with the most urgent first. If not all of them fit in the message, the
    /// others are sorted by urgency too.
    private static func ordered(_ items: [Delivery.Item]) -> [Delivery.Item] {
        let order: [Notice.Reason] = [
            .implausible, .exhausted, .missed, .stillOverdue, .overdue, .catchUp, .approaching,
            .opened,
        ]
        func rank(_ item: Delivery.Item) -> Int {
            order.firstIndex(of: item.reason) ?? order.endIndex
        }
        guard items.count <= Delivery.itemsMax else {
            return items.enumerated().map { (rank: rank($1), place: $0, item: $1) }
                .sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.item)
        }
        let ranks = items.map(rank)
        guard let first = ranks.min(), first < order.endIndex,
            let lead = ranks.firstIndex(of: first)
        else { return items }
        var sorted = items
        sorted.insert(sorted.remove(at: lead), at: 0)
        return sorted
    }

    /// The number of items not written out.
    private var more: Int { items.count - min(items.count, Delivery.itemsMax) + leftOut }

    /// Builds the message body; `check` is called before each item and may stop the work.
    func page(
        _ check: () throws(ComposingStopped) -> Void
    ) throws(ComposingStopped) -> MessageBody {
        let labels = phrases.labels()
        let matters = try items.prefix(Delivery.itemsMax).map { item throws(ComposingStopped) in
            try check()
            return SaidItem(item, in: self)
        }
        var rows = matters.prefix(Self.headMax).map { MessageBody.Row("", $0.statement) }
        rows.append(MessageBody.Row(labels.action, action, as: .action))
        if matters.count == 1 { rows += self.rows(matters[0], labels) }
        rows.append(MessageBody.Row(labels.what, what))
        if let occurred { rows.append(MessageBody.Row(labels.occurred, occurred)) }
        let (told, missed) = (names(of: told), names(of: missed))
        if !told.isEmpty { rows.append(MessageBody.Row(labels.told, phrases.list(told))) }
        if !missed.isEmpty { rows.append(MessageBody.Row(labels.untold, phrases.list(missed))) }
        if matters.count > 1 {
            for (index, matter) in matters.enumerated() {
                let isSaid = index < Self.headMax
                if isSaid, matter.obligation == nil { continue }
                let head = isSaid ? labels.report : ""
                rows += [.gap, MessageBody.Row(head, isSaid ? matter.report : matter.statement)]
                rows += self.rows(matter, labels)
            }
        }
        if more > 0 { rows += [.gap, MessageBody.Row("", phrases.more(more))] }
        return MessageBody(
            type: "incident.report_" + MessageBody.snake(lead.reason.rawValue),
            reason: lead.reason.rawValue, subject: subject, rows: rows, brief: brief(matters[0]),
            facts: facts(matters), data: data())
    }

    /// The maximum number of statements at the top; more would push the action out of sight.
    private static let headMax = 3

    private var lead: Delivery.Item { items[0] }

    private var badge: String {
        var late: Duration?
        if let dueAt = leading?.dueAt, leading?.isOpen == true, now > dueAt { late = now - dueAt }
        return phrases.badge(phrases.heading(lead.reason), late: late)
    }

    private var subject: String {
        let others = items.count > 1 ? " (+\(items.count - 1))" : ""
        return badge + MessageBody.shortened(title, to: 120) + (owed.map { " · " + $0 } ?? "")
            + others
    }

    /// The parties of the first item, and the number of occurrences.
    private var owed: String? {
        guard let leading else { return nil }
        let count = incident.count(of: lead)
        return owes(leading) + (count > 1 ? " ×\(count)" : "")
    }

    /// The title of the incident. A bulletin has no incident and uses its rule's title.
    private var title: String {
        let rule = incident.subject.bulletin.flatMap { rulebook.rule($0.rule) }
        return MessageBody.shortened(incident.title ?? rule?.title ?? incident.id.text, to: 200)
    }

    private var severity: String? { incident.incident?.facts["severity"]?.string }

    private var what: String {
        "\(title) (\(incident.id)\(severity.map { ", \($0)" } ?? ""))"
    }

    private var occurred: String? {
        guard case .instant(let at) = incident.incident?.recordedTime(.occurred) else { return nil }
        return time(at)
    }

    /// The other recipients of notices about the items, in order of notification. For a drill, only
    /// inside contacts.
    private var others: [Recipient] {
        var seen = Set(recipients)
        return items.compactMap { item in
            incident.obligations(of: item).flatMap(\.escalation.told)
        }.joined().filter { seen.insert($0).inserted }
            .filter { !incident.isDrill || rulebook.isInside($0) }
    }

    private var told: [Recipient] { others.filter { !untold.contains($0, of: incident.id) } }

    /// The recipients not reached: the reader may have to call them.
    private var missed: [Recipient] { others.filter { untold.contains($0, of: incident.id) } }

    private func names(of people: [Recipient]) -> [String] {
        let names = people.prefix(Self.toldMax).map(rulebook.name(of:))
        return people.count > names.count ? names + ["+\(people.count - names.count)"] : names
    }

    /// The maximum number of names; more would add no information.
    private static let toldMax = 12

    func owes(_ obligation: Obligation) -> String {
        let awaiting = obligation.awaiting.map(rulebook.name(of:)).joined(separator: " / ")
        return phrases.owes(rulebook.name(of: obligation.owing), awaiting)
    }

    private func rows(_ matter: SaidItem, _ labels: Labels) -> [MessageBody.Row] {
        guard matter.obligation != nil else { return [] }
        var rows: [MessageBody.Row] = []
        if !matter.detail.isEmpty { rows.append(MessageBody.Row(labels.detail, matter.detail)) }
        if let due = matter.due { rows.append(MessageBody.Row(labels.due, due)) }
        rows.append(MessageBody.Row(labels.basis, matter.basis))
        return rows
    }

    /// Returns the parties and the deadline on one line, with the action if there is room.
    private func brief(_ matter: SaidItem) -> String {
        let due = matter.late == nil && matter.left != nil ? leading?.dueAt : nil
        let essentials = [
            owed,
            due.map {
                phrases.shortDue(
                    phrases.shortTime(reader.zone.civil(at: $0), zone: reader.zone.name))
            },
        ].compactMap(\.self)
        func line(_ title: String, _ rest: [String]) -> String {
            badge + ([title] + rest).joined(separator: " · ")
        }
        for rest in [essentials + [action], essentials] {
            let room = MessageBody.shortMax - line("", rest).count
            if room >= min(title.count, 24) {
                return line(MessageBody.shortened(title, to: room), rest)
            }
        }
        return line(MessageBody.shortened(title, to: 24), essentials)
    }

    private var action: String {
        let owing = leading.map { rulebook.name(of: $0.owing) } ?? ""
        let roles = Set(recipients.map { role(of: $0) })
        let common = roles.count == 1 ? roles.first : nil
        return phrases.action(lead.reason, common ?? .other, owing: owing)
    }

    /// Returns a recipient's role in the obligation; readers of one message may have different
    /// roles.
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
        phrases.time(reader.zone.civil(at: instant), zone: reader.zone.name)
    }
}

/// The texts for one item.
private struct SaidItem: Sendable {
    let item: Delivery.Item
    let obligation: Obligation?
    let heading: String
    /// The reporting and awaiting units, or the item's detail if there is no obligation.
    let report: String
    let statement: String
    let due: String?
    /// The time since the deadline, while a report is expected; nil before the deadline.
    let late: Duration?
    /// The time until the deadline, while a report is expected; nil after the deadline.
    let left: Duration?
    let state: String?
    let basis: String
    let detail: String
    /// The number of occurrences of the obligation covered by the item.
    let count: Int

    init(_ item: Delivery.Item, in page: IncidentBody) {
        let phrases = page.phrases
        let current = page.incident.currentObligations(of: item)
        let obligation = current.first ?? page.incident.example(of: item)
        self.item = item
        count = page.incident.count(of: item)
        self.obligation = obligation
        heading = phrases.heading(item.reason)
        detail = MessageBody.shortened(item.detail, to: MessageBody.detailMax)
        let isRevoked = item.reason == .revoked
        let due = isRevoked ? nil : obligation?.dueAt.map(page.time)
        let last = count > 1 ? current.last?.dueAt.map(page.time) : nil
        self.due = due.map { from in last.map { phrases.between(from, $0) } ?? from }
        let open = obligation?.isOpen == true && !isRevoked ? obligation?.dueAt : nil
        late = open.flatMap { page.now < $0 ? nil : page.now - $0 }
        left = open.flatMap { page.now < $0 ? $0 - page.now : nil }
        let state: String?
        if isRevoked {
            state = nil
        } else if let verdict = obligation?.verdict {
            state = phrases.verdict(verdict)
        } else if let person = obligation?.waivedBy {
            state = phrases.waived(by: person)
        } else if let late {
            state = phrases.late(late)
        } else if let left {
            state = phrases.left(left)
        } else {
            state = obligation.map { phrases.waits(for: $0.waitsFor ?? "") }
        }
        let isAlike = count == 1 || obligation?.isOpen == true && !isRevoked
        self.state = count > 1 ? phrases.several(count, earliest: isAlike ? state : nil) : state
        report = obligation.map(page.owes) ?? detail
        statement = phrases.statement(heading, self.state, report)
        let title = obligation.flatMap { page.rulebook.rule($0.rule)?.title }
        basis = (title.map { "\($0) " } ?? "") + (obligation.map { "(\($0.path))" } ?? "")
    }
}

extension IncidentBody {
    /// Returns the template values about the incident; none of them is empty.
    private func facts(_ matters: [SaidItem]) -> JSONObject {
        var facts: JSONObject = [
            "isIncident": true, "tone": .string(tone.rawValue),
            "heading": .string(phrases.heading(lead.reason)), "badge": .string(badge),
            "statement": .string(MessageBody.plain(matters[0].statement)),
            "action": .string(MessageBody.plain(action)),
            "title": .string(MessageBody.plain(title)),
            "what": .string(MessageBody.plain(what)),
            "incident": .string(MessageBody.plain(incident.id.text)),
        ]
        facts["severity"] = severity.map { .string(MessageBody.plain($0)) }
        facts["occurred"] = occurred.map { .string($0) }
        if case .instant(let at) = incident.incident?.recordedTime(.occurred) {
            facts["occurredAt"] = .string(at.rfc3339)
        }
        let items = matters.map { json($0) }
        facts["lead"] = items[0]
        facts["items"] = .array(items)
        facts["hasSeveral"] = matters.count > 1 ? true : nil
        facts["others"] =
            matters.count > 1 ? .number(.integer(Int64(self.items.count - 1))) : nil
        facts["more"] = more > 0 ? .number(.integer(Int64(more))) : nil
        for (name, people) in [("told", told), ("untold", missed)] where !people.isEmpty {
            let names = names(of: people)
            facts[name] = .array(names.map { .string(MessageBody.plain($0)) })
            facts[name + "Names"] = .string(MessageBody.plain(phrases.list(names)))
        }
        return facts
    }

    private func json(_ matter: SaidItem) -> JSON {
        let obligation = matter.obligation
        let texts: [(String, String?)] = [
            ("reason", matter.item.reason.rawValue),
            ("because", matter.item.because.map(phrases.because)),
            ("heading", matter.heading),
            ("statement", matter.statement), ("detail", matter.detail), ("due", matter.due),
            ("dueAt", matter.due == nil ? nil : obligation?.dueAt?.rfc3339),
            ("state", matter.state),
            ("late", matter.late.map(phrases.span)), ("left", matter.left.map(phrases.span)),
            ("basis", matter.basis), ("obligation", matter.item.obligation?.text),
            ("rule", obligation?.path), ("report", obligation == nil ? nil : matter.report),
            ("owing", obligation.map { rulebook.name(of: $0.owing) }),
            (
                "awaiting",
                obligation?.awaiting.map(rulebook.name(of:)).joined(separator: " / ")
            ),
        ]
        var json = JSONObject()
        for (name, text) in texts {
            if let text, !text.isEmpty { json[name] = .string(MessageBody.plain(text)) }
        }
        json["isLate"] = matter.late.map { _ in true }
        let isOpen = obligation?.isOpen == true && matter.item.reason != .revoked
        json["isOpen"] = isOpen ? true : nil
        json["count"] = matter.count > 1 ? .number(.integer(Int64(matter.count))) : nil
        return .object(json)
    }

    private var tone: MessageBody.Tone {
        switch lead.reason {
        case .overdue, .stillOverdue, .catchUp, .missed, .exhausted: .alarm
        case .approaching, .insufficient, .nobody, .undecidable, .implausible, .unmatched,
            .bypassed, .sighted:
            .warning
        case .met, .waived, .revoked: .relief
        case .opened: .notice
        }
    }
}

extension IncidentBody {
    /// Returns the values for programs.
    private func data() -> JSONObject {
        var data: JSONObject = [
            "incident": .string(incident.id.text), "reason": .string(lead.reason.rawValue),
            "to": .string(recipients.first?.description ?? ""),
            "name": .string(recipients.first.map(rulebook.name(of:)) ?? ""),
        ]
        data.setNotices(of: items, self.notices)
        data["title"] = incident.title.map(JSON.string)
        data["severity"] = incident.incident?.facts["severity"]
        return data
    }

    /// Returns the notices of one item: one, or one for each occurrence that ended.
    private func notices(_ item: Delivery.Item) -> [JSON] {
        let ids = incident.ids(of: item)
        guard ids.count > 1 else { return [json(item, about: ids.first)] }
        return ids.map { json(item, about: $0) }
    }

    private func json(_ item: Delivery.Item, about id: Obligation.ID?) -> JSON {
        var json: JSONObject = ["reason": .string(item.reason.rawValue)]
        json["steps"] = item.steps.coded { .number(.integer(Int64($0))) }
        json["obligation"] = id.map { .string($0.text) }
        if let run = item.run, !item.reason.isEnd {
            json["count"] = .number(.integer(Int64(incident.count(of: item))))
            json["from"] = run.from.map { .string($0.rfc3339) }
            json["through"] = run.through.map { .string($0.rfc3339) }
        }
        if let obligation = id.flatMap({ incident.obligation($0) }) {
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
