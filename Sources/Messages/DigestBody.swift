import Calendars
import Cases
import Deliveries
import JSON
import Rules

/// The body of a digest for one reader, from the cases as they are when it is sent.
struct DigestBody {
    let list: DigestList
    let cases: [Incident.ID: Case]
    let recipients: [Recipient]
    let reader: Reader
    let now: Instant
    let rulebook: Rulebook
    let channel: Channel.ID

    /// The time after which a digest says that it is late.
    private static let lateMin = Duration.seconds(15 * 60)

    private var phrases: DigestPhrases { DigestPhrases(language: reader.language) }

    func page(_ check: () throws(ComposingStopped) -> Void) throws(ComposingStopped) -> MessageBody
    {
        var groups: [Group: [Line]] = [:]
        for entry in list.entries {
            try check()
            guard let line = line(entry) else { continue }
            groups[line.group, default: []].append(line)
        }
        let title = list.title ?? phrases.title
        let subject = phrases.badge + title + colon + phrases.open(list.counts)
        let rows = rows(title, groups)
        let data = data(Group.allCases.flatMap { groups[$0] ?? [] })
        let tone = list.counts.overdue > 0 ? "warning" : "notice"
        let summary = summary
        return MessageBody(
            type: "digest", reason: "digest", subject: subject, rows: rows,
            facts: [
                "tone": .string(tone), "heading": .string(title), "statement": .string(summary),
            ], data: data)
    }

    private var colon: String { reader.language.phrases.labels().colon }

    private var summary: String {
        let time = reader.language.phrases.time(
            reader.zone.civil(at: list.at), zone: reader.zone.name)
        return phrases.summary(at: time, phrases.open(list.counts))
    }

    private func moment(_ instant: Instant) -> String {
        phrases.moment(reader.zone.civil(at: instant))
    }

    // MARK: Lines

    /// The group of a report by its present state, in the order of the list.
    private enum Group: String, CaseIterable { case overdue, pending, waiting, decided }

    /// A report in the list.
    private struct Line {
        let group: Group
        let time: String
        let text: String
        let json: JSON
    }

    /// Returns the line of a report as it stands now; nil if it is not known or was waived.
    private func line(_ entry: DigestList.Entry) -> Line? {
        guard let incident = cases[entry.incident],
            let obligation = incident.obligation(entry.obligation), obligation.waivedBy == nil
        else { return nil }
        let scope = IncidentScope(
            incident: incident, recipients: recipients, reader: reader, now: now,
            rulebook: rulebook)
        let group = group(of: obligation)
        let isMasked = rulebook.clearance(of: channel, for: incident).isMasked
        let parties = phrases.parties(
            rulebook.name(of: obligation.owing), scope.awaiting([obligation]))
        let state = SaidItem.Timing(obligation, at: now).state(of: obligation, in: scope)
        let title = isMasked ? phrases.withheld : name(incident, obligation)
        let drill = incident.isDrill ? phrases.drill : ""
        let rule = isMasked ? nil : rulebook.rule(obligation.rule)?.title
        let texts = [state, parties, title, rule].compactMap(\.self)
        var json: JSONObject = ["state": .string(group.rawValue)]
        json["dueAt"] = obligation.dueAt.map { .string($0.rfc3339) }
        if incident.isDrill { json["drill"] = true }
        if !isMasked {
            json["incident"] = .string(entry.incident.text)
            json["obligation"] = .string(entry.obligation.text)
            json["title"] = incident.title.map { .string(MessageBody.visible($0)) }
        }
        return Line(
            group: group, time: obligation.dueAt.map(moment) ?? "",
            text: drill + texts.joined(separator: " · "), json: .object(json))
    }

    private func group(of obligation: Obligation) -> Group {
        if obligation.verdict != nil { return .decided }
        guard let dueAt = obligation.dueAt else { return .waiting }
        return dueAt <= now ? .overdue : .pending
    }

    /// Returns the title of an incident with its id; a bulletin has the title of its rule alone.
    private func name(_ incident: Case, _ obligation: Obligation) -> String? {
        if incident.subject.bulletin != nil { return nil }
        let title = incident.title.map { MessageBody.shortened($0, to: 60) }
        return (title.map { $0 + " " } ?? "") + "(\(incident.id.text))"
    }

    // MARK: Rows

    private func rows(_ title: String, _ groups: [Group: [Line]]) -> [MessageBody.Row] {
        var rows = [MessageBody.Row("", title), MessageBody.Row("", summary, as: .plain)]
        if let decided = phrases.decided(list.counts) {
            let heading = phrases.decided(since: moment(list.since))
            rows.append(MessageBody.Row(heading, decided))
        }
        if now - list.at > Self.lateMin {
            rows.append(MessageBody.Row("", phrases.sentLate, as: .plain))
        }
        for group in Group.allCases {
            guard let lines = groups[group], !lines.isEmpty else { continue }
            rows += [.gap, MessageBody.Row("", heading(group))]
            rows += lines.map { MessageBody.Row($0.time, $0.text, as: .plain) }
        }
        let left = list.counts.total - list.entries.count
        if left > 0 { rows += [.gap, MessageBody.Row("", phrases.more(left), as: .plain)] }
        return rows
    }

    private func heading(_ group: Group) -> String {
        switch group {
        case .overdue: phrases.overdue
        case .pending: phrases.pending
        case .waiting: phrases.waiting
        case .decided: phrases.decided(since: moment(list.since))
        }
    }

    private func data(_ lines: [Line]) -> JSONObject {
        let counts = list.counts
        func number(_ count: Int) -> JSON { .number(.integer(Int64(count))) }
        return [
            "digest": .string(list.digest.text), "at": .string(list.at.rfc3339),
            "since": .string(list.since.rfc3339),
            "counts": [
                "overdue": number(counts.overdue), "pending": number(counts.pending),
                "waiting": number(counts.waiting), "onTime": number(counts.onTime),
                "late": number(counts.late), "missed": number(counts.missed),
            ],
            "reports": .array(lines.map(\.json)),
        ]
    }
}
