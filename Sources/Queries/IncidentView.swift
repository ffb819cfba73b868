package import Calendars
package import Cases
package import JSON
import Messages
import Rules
package import Storage

/// A formatter of cases for a terminal, in the language of the rules.
package struct IncidentView {
    let rulebook: Rulebook
    let now: Instant
    package let words: ViewPhrases

    package init(_ archive: StoreReader) {
        rulebook = archive.rulebook
        now = archive.now
        words = ViewPhrases(archive.rulebook.settings.language)
    }

    /// Returns one obligation on one line.
    package func line(_ row: OwedRow) -> String {
        let awaiting = row.awaiting.map(rulebook.name(of:)).joined(separator: "|")
        return [
            words.status(row.status(at: now)), due(row),
            row.incident.text,
            // A bulletin has no incident and uses its rule's title.
            row.title ?? rulebook.rule(row.rule)?.title ?? row.path,
            "\(rulebook.name(of: row.owing)) → \(awaiting)",
            row.label,
        ].joined(separator: "  ")
    }

    /// Returns one line about a problem that prevents a verdict on an incident.
    package func line(_ question: OwedQuestion) -> String {
        guard let fault = question.fault else {
            return "\(words.fault)  \(question.incident)  \(words.noIncidentRecord)"
        }
        return "\(words.fault)  \(question.incident)  \(question.about)  "
            + "\(fault.kind.rawValue): \(local(fault.detail))"
    }

    /// Returns the details of a fault with their times in the rules' zone.
    package func local(_ detail: String) -> String {
        LocalTimes.text(detail, time, words.phrases.span)
    }

    /// Returns a time in the rules' zone, with the year unless it is the current one.
    package func time(_ instant: Instant) -> String {
        Self.time(instant, in: rulebook.settings.zone, at: now)
    }

    static func time(_ instant: Instant, in zone: Zone, at now: Instant) -> String {
        let year = zone.civil(at: instant).date.year
        let isThisYear = year == zone.civil(at: now).date.year
        return (isThisYear ? "" : "\(year)-") + ShortTime.text(instant, in: zone)
    }

    private func due(_ row: OwedRow) -> String {
        if let verdict = row.verdict { return words.outcome(verdict) }
        guard let dueAt = row.dueAt else {
            let since =
                row.beganAt.map { "\(Self.span(now - $0)) \(words.sinceEvent)" }
                ?? "\(Self.span(now - row.openedAt)) \(words.sinceRecord)"
            return "\(words.waits) \(row.waitsFor ?? "") (\(since))"
        }
        let time = self.time(dueAt)
        let span = Self.span(now < dueAt ? dueAt - now : now - dueAt)
        return "\(time) (\(now < dueAt ? words.left : words.late) \(span))"
    }

    private func title(of incident: Case) -> String {
        if let title = incident.title { return title }
        guard let duty = incident.subject.bulletin else { return words.noIncidentRecord }
        return rulebook.rule(duty.rule)?.title ?? duty.path
    }

    /// Returns a span, as in `1d02h`, `3h05m` or `12m`.
    package static func span(_ duration: Duration) -> String {
        let minutes = duration.wholeMilliseconds / 60_000
        let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60)
        if days > 0 { return "\(days)d\(hours < 10 ? "0" : "")\(hours)h" }
        return hours > 0 ? "\(hours)h\(rest < 10 ? "0" : "")\(rest)m" : "\(rest)m"
    }

    /// Returns the facts, obligations, faults, reports and acknowledgements of a case.
    package func page(_ incident: Case) -> [String] {
        let others = incident.incidents.dropFirst().map(\.text).joined(separator: ", ")
        var lines = [
            "\(incident.id)  \(title(of: incident))" + (others.isEmpty ? "" : "  + \(others)")
        ]
        for member in incident.incident?.facts.members ?? [] where member.key != "title" {
            lines.append("  \(member.key): \(member.value.string ?? member.value.serialized())")
        }
        lines.append("  " + words.times(rulebook.settings.zone.name))
        lines.append(words.owed)
        for row in incident.owedRows(at: now) {
            lines.append("  " + line(row))
            lines += row.faults.map { "    \($0.kind.rawValue): \(local($0.detail))" }
        }
        lines += incident.owedQuestions.map { "  " + line($0) }
        lines.append(words.reported)
        for report in incident.reports {
            let to = report.to.map(rulebook.name(of:)).joined(separator: ", ")
            let time = self.time(report.submittedAt)
            let kind = [report.stage, report.form].compactMap(\.self).joined(separator: " ")
            lines.append("  \(time)  \(rulebook.name(of: report.from)) → \(to)  \(kind)")
        }
        for acknowledgement in incident.acknowledgements {
            let time = self.time(acknowledgement.at)
            lines.append("  \(time)  \(words.acknowledged) \(acknowledgement.by)")
        }
        return lines + statements(incident)
    }

    /// Returns the statements of people about a case, by time: closings, waivers, extensions,
    /// instructions, sightings, retractions, findings, and records that wait for their time.
    private func statements(_ incident: Case) -> [String] {
        var found: [(at: Instant, text: String)] = []
        func add(_ at: Instant, _ word: String, _ parts: [String?]) {
            found.append((at, ([word] + parts.compactMap(\.self)).joined(separator: "  ")))
        }
        for one in incident.closures {
            add(one.at, one.isClosing ? words.closed : words.reopening, [one.by, one.why])
        }
        for one in incident.reliefs {
            let until = one.until.map { "\(words.until) \(time($0))" }
            let word = one.kind == .waiver ? words.waiver : words.extended
            add(one.at, word, [one.obligation, until, one.by, one.why])
        }
        for one in incident.instructions {
            let due = one.due.map { "\(words.due) \(time($0))" }
            add(one.at, words.instruction, [one.record.text, one.by, one.text, due])
        }
        for one in incident.sightings {
            add(one.seenAt, words.sighting, [one.source, one.title, one.url])
        }
        for one in incident.retractions {
            add(one.at, words.retraction, [one.report.text, one.by, one.why])
        }
        for one in incident.findings {
            let result = one.isConfirmed ? words.confirmed : words.dismissed
            add(one.at, "\(result) \(one.fault.rawValue)", [one.obligation, one.by, one.why])
        }
        let merges = Set(incident.mergesInEffect.map(\.record))
        for one in incident.merges {
            add(
                one.at, merges.contains(one.record) ? words.merge : words.mergeTakenBack,
                ["\(one.incident) → \(one.into)", one.record.text, one.by, one.why])
        }
        for one in incident.ahead { add(one.at, words.ahead, [one.about]) }
        guard !found.isEmpty else { return [] }
        return [words.stated]
            + found.sorted { $0.at < $1.at }.map { "  \(time($0.at))  \($0.text)" }
    }

    /// Returns the rules with their applicability to the incident.
    package func rules(for incident: Case) -> [String] {
        [words.rules]
            + matches(incident).map { match in
                "  \(match.rule): \(words.match(match.outcome))"
                    + (match.values.isEmpty ? "" : "  \(match.values.joined(separator: ", "))")
            }
    }

    /// Returns the rules that can apply to the incident at all, without rules for bulletins, and
    /// without rules for instructions or sightings while there are none.
    private func matches(_ incident: Case) -> [RuleMatch] {
        incident.matches(in: rulebook).filter { match in
            rulebook.rule(match.rule)?.obligations.contains { obligation in
                switch obligation.on {
                case .incident, .update: true
                case .instruction: !incident.instructions.isEmpty
                case .sighting: !incident.sightings.isEmpty
                case .schedule: false
                }
            } ?? true
        }
    }

    /// Returns the entries of an incident's journal, one per line.
    package func journal(_ story: StoreReader.Story) -> [String] {
        [words.happened]
            + story.journal.flatMap { row -> [String] in
                let entries = (try? JSONReader.read(row.body, limits: .stored))?.array ?? []
                let time = self.time(row.at)
                return entries.map { "  \(time)  \(entry($0))" }
            }
    }

    private func entry(_ json: JSON) -> String {
        let shown = [
            "type", "merged", "separated", "fault", "verdict", "lateBy", "reason", "to",
            "obligation", "dueAt",
        ]
        let rest = ["step", "detail", "waitsFor", "into", "from", "by", "rules"].compactMap { key in
            json[key].map { "\(key)=\($0.string ?? $0.serialized())" }
        }
        return local((shown.compactMap { json[$0]?.string } + rest).joined(separator: "  "))
    }

    /// Returns the line with the time of the next action.
    package func next(_ incident: Case) -> [String] {
        let time = incident.wakeAt.map { self.time($0) }
        return ["\(words.next)\(time ?? words.nothing)"]
    }
}

extension IncidentView {
    package func json(_ row: OwedRow) -> JSON {
        var json: JSONObject = [
            "incident": .string(row.incident.text), "obligation": .string(row.obligation.text),
            "owing": .string(row.owing.text),
            "status": .string(row.status(at: now).rawValue),
            "rulebook": .string(row.rulebook),
        ]
        json["dueAt"] = row.dueAt.map { .string($0.rfc3339) }
        json["waitsFor"] = row.waitsFor.map(JSON.string)
        json["verdict"] = row.verdict.map { .string($0.name) }
        if case .late(let by) = row.verdict?.outcome { json["lateBy"] = .string(by.iso8601) }
        json["report"] = row.verdict?.report.map { .string($0.text) }
        if !row.faults.isEmpty {
            json["faults"] = .array(
                row.faults.map {
                    ["fault": .string($0.kind.rawValue), "detail": .string($0.detail)]
                })
        }
        return .object(json)
    }

    /// Returns all output of `explain` as JSON, for programs.
    package func json(_ incident: Case, _ story: StoreReader.Story, _ deliveries: [JSON]) -> JSON {
        var json = json(incident).object ?? JSONObject()
        json["rules"] = .array(
            incident.matches(in: rulebook).map { match in
                [
                    "rule": .string(match.rule.text),
                    "outcome": .string(ViewPhrases(.english).match(match.outcome)),
                    "values": .array(match.values.map(JSON.string)),
                ]
            })
        json["journal"] = .array(
            story.journal.flatMap { row in
                (try? JSONReader.read(row.body, limits: .stored))?.array ?? []
            })
        json["deliveries"] = .array(deliveries)
        return .object(json)
    }

    /// Returns the merges of a case with their times.
    private func mergesJSON(_ incident: Case) -> [(at: Instant, json: JSON)] {
        let merges = Set(incident.mergesInEffect.map(\.record))
        return incident.merges.map { one in
            var json: JSONObject = [
                "type": "merge", "at": .string(one.at.rfc3339), "id": .string(one.record.text),
                "incident": .string(one.incident.text), "into": .string(one.into.text),
                "by": .string(one.by),
            ]
            json["why"] = one.why.map(JSON.string)
            json["retracted"] = merges.contains(one.record) ? nil : true
            return (one.at, .object(json))
        }
    }

    /// Returns the statements of people about a case, by time.
    private func statementsJSON(_ incident: Case) -> [JSON] {
        var found: [(at: Instant, json: JSON)] = []
        func add(_ at: Instant, _ type: String, _ members: [(String, String?)]) {
            var json: JSONObject = ["type": .string(type), "at": .string(at.rfc3339)]
            for (key, value) in members { json[key] = value.map(JSON.string) }
            found.append((at, .object(json)))
        }
        for one in incident.closures {
            add(
                one.at, one.isClosing ? "closure" : "reopening",
                [("by", one.by), ("why", one.why)])
        }
        for one in incident.reliefs {
            add(
                one.at, one.kind.rawValue,
                [
                    ("obligation", one.obligation), ("by", one.by), ("why", one.why),
                    ("until", one.until?.rfc3339),
                ])
        }
        for one in incident.instructions {
            add(
                one.at, "instruction",
                [
                    ("id", one.record.text), ("by", one.by), ("text", one.text),
                    ("due", one.due?.rfc3339),
                ])
        }
        for one in incident.sightings {
            add(
                one.seenAt, "sighting",
                [("source", one.source), ("title", one.title), ("url", one.url)])
        }
        for one in incident.retractions {
            add(
                one.at, "retraction",
                [("report", one.report.text), ("by", one.by), ("why", one.why)])
        }
        for one in incident.findings {
            add(
                one.at, "finding",
                [
                    ("fault", one.fault.rawValue),
                    ("result", one.isConfirmed ? "confirmed" : "dismissed"),
                    ("obligation", one.obligation), ("by", one.by), ("why", one.why),
                ])
        }
        found += mergesJSON(incident)
        for one in incident.ahead { add(one.at, "ahead", [("record", one.about)]) }
        return found.sorted { $0.at < $1.at }.map(\.json)
    }

    package func json(_ incident: Case) -> JSON {
        var json: JSONObject = ["incident": .string(incident.id.text)]
        json["facts"] = incident.incident.map { .object($0.facts) }
        json["merged"] = incident.incidents.dropFirst().map(\.text).coded(JSON.string)
        json["obligations"] = .array(incident.owedRows(at: now).map { self.json($0) })
        json["reports"] = .array(incident.reports.map { .object($0.body) })
        json["statements"] = .array(statementsJSON(incident))
        json["faults"] = .array(
            incident.faults.sorted { $0.key < $1.key }.map { about, fault in
                [
                    "about": .string(about), "fault": .string(fault.kind.rawValue),
                    "detail": .string(fault.detail),
                ]
            })
        json["nextAt"] = incident.wakeAt.map { .string($0.rfc3339) }
        return .object(json)
    }
}
