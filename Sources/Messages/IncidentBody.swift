import Calendars
import Cases
import Deliveries
import JSON
import Rules

/// The builder of an incident message for one kind of reader. The problem and the action to take
/// come first, then the incident, then the basis.
///
/// A class with constants alone: the forms of a message that are computed on request refer to it.
final class IncidentBody: Sendable {
    /// The matters, the most pressing first; at least one.
    private let matters: [SaidItem]
    /// The items; the first one determines the subject line.
    private let items: [Delivery.Item]
    private let scope: IncidentScope
    /// The unmet obligations named beside an end; empty without an end.
    private let stillOpen: StillOpen?
    private let untold: UnreachedRecipients
    /// The number of items not written out.
    private let more: Int
    /// The urgency and the classification as they stand before a subject.
    private let seals: String
    private let badge: String
    /// The title of the incident. A bulletin has no incident and uses its rule's title.
    private let title: String
    /// The parties of the first matter, and the number of occurrences.
    private let parties: String?
    private let action: String
    /// The other recipients of notices about the items.
    private let told: [Recipient]
    /// The recipients not reached: the reader may have to call them.
    private let missed: [Recipient]

    /// Collects the texts of a message; `check` is called before each item and may stop the work.
    init(
        _ scope: IncidentScope, _ items: [Delivery.Item], untold: UnreachedRecipients,
        leftOut: Int, check: () throws(ComposingStopped) -> Void
    ) throws(ComposingStopped) {
        self.scope = scope
        self.untold = untold
        let (groups, rest) = try Self.groups(items.byUrgency(), scope, check)
        matters = groups.map { SaidItem($0, in: scope) }
        more = rest + leftOut
        self.items = items
        let open = groups.joined().filter { !$0.reason.isEnd }
        stillOpen =
            groups.joined().contains { $0.reason.isEnd || $0.reason == .incomplete }
            ? StillOpen(scope, except: Set(open.compactMap(\.obligation))) : nil
        let matter = matters[0]
        seals = Self.seals(of: scope)
        badge = Self.badge(of: matter, scope.phrases)
        title = Self.title(of: scope)
        parties =
            matter.obligation == nil
            ? nil : matter.report + (matter.count > 1 ? " ×\(matter.count)" : "")
        action = Self.action(about: matters, stillOpen, scope)
        let others = Self.others(than: scope.recipients, items, scope)
        told = others.filter { !untold.contains($0, of: scope.incident.id) }
        missed = others.filter { untold.contains($0, of: scope.incident.id) }
    }

    /// Groups the items that differ only in the units that await the report, up to the maximum of a
    /// message; returns the number of items beyond.
    private static func groups(
        _ items: [Delivery.Item], _ scope: IncidentScope,
        _ check: () throws(ComposingStopped) -> Void
    ) throws(ComposingStopped) -> (groups: [[Delivery.Item]], rest: Int) {
        var groups: [[Delivery.Item]] = []
        var places: [MatterKey: Int] = [:]
        for (index, item) in items.enumerated() {
            try check()
            let key = MatterKey(item, in: scope.incident)
            if let place = key.flatMap({ places[$0] }) {
                groups[place].append(item)
                continue
            }
            guard groups.count < Delivery.itemsMax else { return (groups, items.count - index) }
            if let key { places[key] = groups.endIndex }
            groups.append([item])
        }
        return (groups, 0)
    }

    /// Builds the message body.
    func page() -> MessageBody {
        let labels = phrases.labels()
        var rows = [MessageBody.Row("", seals + what, as: .title)]
        rows += matters.prefix(Self.headMax).map { MessageBody.Row("", $0.statement) }
        rows.append(MessageBody.Row(labels.action, action, as: .action))
        if lead.reason == .catchUp {
            rows.append(MessageBody.Row("", phrases.sentLate(), as: .plain))
        }
        if let occurred { rows.append(MessageBody.Row(labels.occurred, occurred)) }
        if matters.count == 1 { rows += self.rows(matters[0], labels, withDue: true) }
        rows += stillOpen?.rows(labels) ?? []
        rows += peopleRows(labels)
        if matters.count > 1 { rows += matterRows(labels) }
        if more > 0 { rows += [.gap, MessageBody.Row("", phrases.more(more))] }
        return MessageBody(
            type: "incident.report_" + MessageBody.snake(lead.reason.rawValue),
            reason: lead.reason.rawValue, subject: subject, rows: rows, place: self.place(),
            brief: self.brief(self.matters[0]), facts: self.facts(), data: data())
    }

    private func place() -> MessageBody.Place {
        let rank = lead.reason.rank
        return MessageBody.Place(
            rank: tone == .alarm ? min(rank, Notice.Reason.overdue.rank) : rank,
            lateness: matters[0].late ?? .zero, headline: headline,
            overview: line(naming: incident.id), title: what)
    }

    /// Returns one row for each of several matters, with its deadline, then the rules.
    private func matterRows(_ labels: Labels) -> [MessageBody.Row] {
        var rows: [MessageBody.Row] = []
        for (index, matter) in matters.enumerated() {
            let isSaid = index < Self.headMax
            if isSaid, matter.obligation == nil { continue }
            let text = isSaid ? matter.parties ?? matter.report : matter.statement
            // The statement about a bulletin names its period, which is its deadline.
            let hasTime = !isSaid && matter.parties != matter.report
            let line = matter.due.map { hasTime ? text : phrases.due(text, $0) } ?? text
            rows.append(MessageBody.Row(rows.isEmpty ? labels.report : "", line, as: .plain))
            rows += self.rows(matter, labels, withDue: false)
        }
        guard !rows.isEmpty else { return [] }
        var bases: [String] = []
        for matter in matters where !matter.basis.isEmpty && !bases.contains(matter.basis) {
            bases.append(matter.basis)
        }
        return [.gap] + rows + [MessageBody.Row(labels.basis, phrases.list(bases))]
    }

    /// Returns the rows about the other people notified.
    private func peopleRows(_ labels: Labels) -> [MessageBody.Row] {
        var rows: [MessageBody.Row] = []
        let told = names(of: self.told, by: rulebook.name(of:))
        let missed = names(of: self.missed, by: scope.nameAndNumber)
        if !told.isEmpty { rows.append(MessageBody.Row(labels.told, phrases.list(told))) }
        if !missed.isEmpty { rows.append(MessageBody.Row(labels.untold, phrases.list(missed))) }
        return rows
    }

    /// The maximum number of statements at the top; more would push the action out of sight.
    private static let headMax = 3

    private var phrases: any Phrasebook { scope.phrases }
    private var incident: Case { scope.incident }
    private var rulebook: Rulebook { scope.rulebook }
    private var lead: Delivery.Item { matters[0].item }

    private static func seals(of scope: IncidentScope) -> String {
        [scope.incident.urgency, scope.incident.classification].compactMap(\.self)
            .filter { !$0.isEmpty }
            .map { scope.phrases.seal(MessageBody.shortened(MessageBody.plain($0), to: 24)) }
            .joined()
    }

    private static func badge(of matter: SaidItem, _ phrases: any Phrasebook) -> String {
        let state: String? =
            if let late = matter.late {
                phrases.late(late)
            } else if matter.item.reason == .met {
                matter.state
            } else {
                nil
            }
        return phrases.badge(matter.heading, state)
    }

    /// The badge and the title, for a list of several matters.
    private var headline: String {
        seals + badge + MessageBody.shortened(title, to: 40)
            + (stillOpen?.brief.map { " · " + $0 } ?? "")
    }

    private var subject: String { line(naming: nil) }

    /// Returns the subject line, with the incident's id if wanted.
    private func line(naming id: Incident.ID?) -> String {
        let others = matters.count + more > 1 ? " (+\(matters.count + more - 1))" : ""
        return seals + badge + MessageBody.shortened(title, to: 120)
            + (id.map { " (\($0))" } ?? "") + (parties.map { " · " + $0 } ?? "")
            + (stillOpen?.brief.map { " · " + $0 } ?? "") + others
    }

    private static func title(of scope: IncidentScope) -> String {
        let (incident, duty) = (scope.incident, scope.incident.subject.bulletin)
        let rule = duty.flatMap { scope.rulebook.rule($0.rule) }
        let own = rule?.obligations.first { $0.name == duty?.name }?.title
        return MessageBody.shortened(
            incident.title ?? own ?? rule?.title ?? incident.id.text, to: 200)
    }

    private var severity: String? { incident.incident?.facts["severity"]?.string }

    private var what: String {
        // The id of a bulletin names the unit and the rule.
        if let duty = incident.subject.bulletin {
            return phrases.titled(title, [rulebook.name(of: duty.owing)])
        }
        return phrases.titled(title, [incident.id.text] + [severity].compactMap(\.self))
    }

    private var occurred: String? {
        guard case .instant(let at) = incident.incident?.recordedTime(.occurred) else { return nil }
        return scope.time(at)
    }

    /// Returns the other recipients of notices about the items, in order of notification. For a
    /// drill, only inside contacts.
    private static func others(
        than recipients: [Recipient], _ items: [Delivery.Item], _ scope: IncidentScope
    ) -> [Recipient] {
        let incident = scope.incident
        var seen = Set(recipients)
        return items.compactMap { item in
            incident.obligations(of: item).flatMap(\.escalation.told)
        }.joined().filter { seen.insert($0).inserted }
            .filter { !incident.isDrill || scope.rulebook.isInside($0) }
    }

    private func names(
        of people: [Recipient], by name: (Recipient) -> String
    ) -> [String] {
        let names = people.prefix(Self.toldMax).map(name)
        return people.count > names.count ? names + ["+\(people.count - names.count)"] : names
    }

    /// The maximum number of names; more would add no information.
    private static let toldMax = 12

    /// Returns the rows of one matter; the deadline and the rule if they stand nowhere else.
    private func rows(
        _ matter: SaidItem, _ labels: Labels, withDue: Bool
    ) -> [MessageBody.Row] {
        guard matter.obligation != nil else { return [] }
        var rows: [MessageBody.Row] = []
        if let submission = matter.submission {
            rows.append(MessageBody.Row(labels.submitted, submission))
        }
        if !matter.detail.isEmpty { rows.append(MessageBody.Row(labels.detail, matter.detail)) }
        if let instruction = matter.instruction {
            let text = MessageBody.shortened(instruction.text, to: MessageBody.detailMax)
            rows.append(
                MessageBody.Row(
                    labels.instruction, phrases.instruction(text, by: scope.person(instruction.by)))
            )
        }
        guard withDue else { return rows }
        if let due = matter.due { rows.append(MessageBody.Row(labels.due, due)) }
        if !matter.basis.isEmpty { rows.append(MessageBody.Row(labels.basis, matter.basis)) }
        return rows
    }

    /// Returns the parties and the deadline on one line, with the action if there is room.
    private func brief(_ matter: SaidItem) -> String {
        let due = matter.left != nil ? matter.obligation?.dueAt : nil
        let essentials = [
            stillOpen?.brief, parties, due.map { phrases.shortDue(scope.shortTime($0)) },
        ].compactMap(\.self)
        func line(_ title: String, _ rest: [String]) -> String {
            seals + badge + ([title] + rest).joined(separator: " · ")
        }
        for rest in [essentials + [action], essentials] {
            let room = MessageBody.shortMax - line("", rest).count
            if room >= min(title.count, 24) {
                return line(MessageBody.shortened(title, to: room), rest)
            }
        }
        return line(MessageBody.shortened(title, to: 24), essentials)
    }

    private static func action(
        about matters: [SaidItem], _ stillOpen: StillOpen?, _ scope: IncidentScope
    ) -> String {
        let (reason, phrases) = (matters[0].item.reason, scope.phrases)
        if reason.isEnd, let action = stillOpen?.action(scope) { return action }
        if reason == .waived, let until = matters[0].waivedUntil {
            return phrases.waivedUntil(until)
        }
        var sentences = MatterActions(matters, in: scope).sentences
        // What is still to be reported is more pressing than what a report lacks.
        if reason == .incomplete, stillOpen?.ofReader != nil,
            let action = stillOpen?.action(scope)
        {
            sentences.insert(action, at: 0)
        }
        return phrases.sentences(sentences)
    }
}

/// The properties shared by items that differ only in the units that await the report.
private struct MatterKey: Hashable {
    let reason: Notice.Reason
    let detail: FaultDetail?
    let path: String
    let owing: Unit.ID
    let dueAt: Instant?
    let cause: Obligation.Cause
    let occurrence: Int?
    let count: Int
    let verdict: Obligation.Verdict?
    let waivedBy: String?

    init?(_ item: Delivery.Item, in incident: Case) {
        guard
            let obligation = incident.currentObligations(of: item).first
                ?? incident.example(of: item)
        else { return nil }
        reason = item.reason
        detail = item.detail
        path = obligation.path
        owing = obligation.owing
        dueAt = obligation.dueAt
        cause = obligation.cause
        occurrence = obligation.occurrence
        count = incident.count(of: item)
        verdict = obligation.verdict
        waivedBy = obligation.waivedBy
    }
}

extension IncidentBody {
    /// Returns the template values about the incident; none of them is empty.
    private func facts() -> JSONObject {
        var facts: JSONObject = [
            "isIncident": true, "tone": .string(tone.rawValue),
            "heading": .string(matters[0].heading), "badge": .string(badge),
            "statement": .string(MessageBody.plain(matters[0].statement)),
            "action": .string(MessageBody.plain(action)),
            "title": .string(MessageBody.plain(title)),
            "what": .string(MessageBody.plain(what)),
            "incident": .string(MessageBody.plain(incident.id.text)),
        ]
        facts["kind"] = incident.incident?.facts["kind"]?.string.map {
            .string(MessageBody.plain($0))
        }
        facts.setNamed("facts", "fact", incident.incident?.facts["facts"])
        facts.setNamed("incidentLabels", "incidentLabel", incident.incident?.facts["labels"])
        let links = links
        facts["links"] = links.isEmpty ? nil : .array(links)
        facts["severity"] = severity.map { .string(MessageBody.plain($0)) }
        facts["urgency"] = incident.urgency.map {
            .string(MessageBody.plain($0))
        }
        facts["classification"] = incident.classification.map { .string(MessageBody.plain($0)) }
        if lead.reason == .catchUp { facts["sentLate"] = .string(phrases.sentLate()) }
        if let stillOpen, !stillOpen.isEmpty {
            facts["stillOpen"] = .array(stillOpen.groups.map(json))
        }
        facts["occurred"] = occurred.map { .string($0) }
        if case .instant(let at) = incident.incident?.recordedTime(.occurred) {
            facts["occurredAt"] = .string(at.rfc3339)
        }
        let items = matters.map { json($0) }
        facts["lead"] = items[0]
        facts["items"] = .array(items)
        facts["hasSeveral"] = matters.count > 1 ? true : nil
        facts["others"] =
            matters.count > 1 ? .number(.integer(Int64(matters.count + more - 1))) : nil
        facts["more"] = more > 0 ? .number(.integer(Int64(more))) : nil
        let groups = [
            ("told", names(of: told, by: rulebook.name(of:))),
            ("untold", names(of: missed, by: scope.nameAndNumber)),
        ]
        for (name, names) in groups where !names.isEmpty {
            facts[name] = .array(names.map { .string(MessageBody.plain($0)) })
            facts[name + "Names"] = .string(MessageBody.plain(phrases.list(names)))
        }
        return facts
    }

    /// The addresses on the web that the records and rules name: where the incident was seen, and
    /// the texts of the rules.
    private var links: [JSON] {
        var seen: Set<String> = []
        let sightings = incident.sightings.compactMap { one in
            one.url.map { ($0, one.source) }
        }
        let rules = matters.compactMap { matter in
            matter.obligation.flatMap { rulebook.rule($0.rule) }
        }
        let cited = rules.compactMap { rule in
            rule.cites?.url.map { ($0, rule.title ?? rule.id.text) }
        }
        return (sightings + cited).prefix(Self.linksMax).filter { seen.insert($0.0).inserted }
            .map { url, about in
                [
                    "url": .string(MessageBody.plain(url)),
                    "about": .string(MessageBody.plain(about)),
                ]
            }
    }

    /// The maximum number of links.
    private static let linksMax = 20

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
            ("awaiting", matter.awaiting), ("submitted", matter.submission),
            ("title", matter.title), ("instruction", matter.instruction?.text),
            ("instructedBy", matter.instruction.map { scope.person($0.by) }),
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

    private func json(_ group: StillOpen.Group) -> JSON {
        var json: JSONObject = [
            "report": .string(MessageBody.plain(group.report)),
            "awaiting": .string(MessageBody.plain(group.awaiting)),
            "state": .string(MessageBody.plain(group.state)),
        ]
        json["due"] = group.due.map { .string($0) }
        json["isLate"] = group.isLate ? true : nil
        return .object(json)
    }

    private var tone: MessageBody.Tone {
        switch lead.reason {
        case .overdue, .stillOverdue, .missed, .exhausted: .alarm
        case .catchUp: matters[0].left == nil ? .alarm : .warning
        case .approaching, .insufficient, .nobody, .undecidable, .implausible, .limit, .unmatched,
            .misnamed, .bypassed, .sighted:
            .warning
        case .met, .waived, .revoked:
            switch stillOpen?.ofReader?.isLate {
            case true?: .alarm
            case false?: .notice
            case nil: .relief
            }
        case .incomplete: stillOpen?.ofReader?.isLate == true ? .alarm : .notice
        case .opened, .merged, .separated: .notice
        }
    }
}

extension IncidentBody {
    /// Returns the values for programs.
    private func data() -> JSONObject {
        var data: JSONObject = [
            "incident": .string(incident.id.text), "reason": .string(lead.reason.rawValue),
            "to": .string(scope.recipients.first?.description ?? ""),
            "name": .string(scope.recipients.first.map(rulebook.name(of:)) ?? ""),
            "tone": .string(tone.rawValue),
        ]
        data.setNotices(of: items, self.notices)
        if let stillOpen, !stillOpen.isEmpty {
            data["stillOpen"] = .array(
                stillOpen.groups.flatMap(\.obligations).map { .string($0.id.text) })
        }
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
            json["status"] = .string(obligation.status(at: scope.now).rawValue)
            json["verdict"] = obligation.verdict.map { .string($0.name) }
            if case .late(let by) = obligation.verdict?.outcome {
                json["lateBy"] = .string(by.iso8601)
            }
        }
        json["detail"] = item.detail.map { .string(FaultPhrases.program.text($0)) }
        return .object(json)
    }
}

extension JSONObject {
    /// The maximum number of facts or labels.
    private static let namedMax = 50

    /// Sets the members of an object as a list of names and values, and as an object of texts.
    fileprivate mutating func setNamed(_ list: String, _ object: String, _ json: JSON?) {
        let members = (json?.object?.members ?? []).prefix(Self.namedMax).compactMap { member in
            let text = member.value.string ?? member.value.serialized()
            return text.isEmpty || member.value == .null
                ? nil : (name: member.key, text: MessageBody.plain(text))
        }
        guard !members.isEmpty else { return }
        self[list] = .array(
            members.map {
                ["name": .string(MessageBody.plain($0.name)), "value": .string($0.text)]
            }
        )
        var texts = JSONObject()
        for member in members { texts[member.name] = .string(member.text) }
        self[object] = .object(texts)
    }
}
