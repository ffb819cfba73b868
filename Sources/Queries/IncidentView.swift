package import Calendars
package import Cases
package import JSON
package import Messages
package import Rules
package import Storage

/// A formatter of cases for a terminal, in the language of its reader.
package struct IncidentView {
    package let rulebook: Rulebook
    package let now: Instant
    package let words: ViewPhrases

    package init(_ archive: StoreReader) {
        self.init(
            archive.rulebook, at: archive.now, in: archive.language)
    }

    package init(_ rulebook: Rulebook, at now: Instant, in language: Language) {
        self.rulebook = rulebook
        self.now = now
        words = ViewPhrases(language)
    }

    /// Returns one obligation on one line.
    package func line(_ row: OwedRow) -> String {
        let awaiting = row.awaiting.map(rulebook.name(of:)).joined(separator: "|")
        return [
            words.status(row.status(at: now)), due(row),
            row.incident.text,
            title(of: row),
            "\(rulebook.name(of: row.owing)) → \(awaiting)",
            row.label,
        ].joined(separator: "  ")
    }

    /// Returns one line about a problem that prevents a verdict on an incident.
    package func line(_ question: OwedQuestion) -> String {
        guard let fault = question.fault else {
            return "\(words.fault)  \(question.incident)  \(words.noIncidentRecord)"
        }
        let about = facts.text(FaultSubject(question.about))
        return "\(words.fault)  \(question.incident)  \(about)  \(facts.text(fault))"
    }

    /// The sentences for the facts of faults, with times in the rules' zone.
    package var facts: FaultPhrases {
        let (zone, now) = (rulebook.settings.zone, now)
        return words.facts(of: rulebook) { Self.time($0, in: zone, at: now) }
    }

    /// Returns the title of the incident of an obligation; a bulletin has that of its rule.
    package func title(of row: OwedRow) -> String {
        row.title ?? rulebook.rule(row.rule)?.title ?? row.path
    }

    /// Returns a time in the rules' zone, with the year unless it is the current one.
    package func time(_ instant: Instant) -> String {
        Self.time(instant, in: rulebook.settings.zone, at: now)
    }

    /// Returns a time to the minute, for tables.
    package func minute(_ instant: Instant) -> String {
        time(Instant(seconds: instant.seconds - instant.seconds % 60))
    }

    static func time(_ instant: Instant, in zone: Zone, at now: Instant) -> String {
        let year = zone.civil(at: instant).date.year
        let isThisYear = year == zone.civil(at: now).date.year
        return (isThisYear ? "" : "\(year)-") + ShortTime.text(instant, in: zone)
    }

    /// Returns the outcome, the deadline with the time to it, or what the deadline waits for.
    func due(_ row: OwedRow) -> String {
        if row.verdict?.outcome == .missed || row.waivedBy != nil, let dueAt = row.dueAt {
            let due = "\(words.due) \(time(dueAt))"
            return row.waivedBy.map { $0 + words.comma + due } ?? due
        }
        if let verdict = row.verdict { return words.outcome(verdict) }
        if let person = row.waivedBy { return person }
        guard let dueAt = row.dueAt else {
            let since =
                row.beganAt.map { "\(span(now - $0)) \(words.sinceEvent)" }
                ?? "\(span(now - row.openedAt)) \(words.sinceRecord)"
            let question = row.waitsFor.map(facts.text) ?? ""
            return "\(words.waits) \(question) (\(since))"
        }
        let time = self.time(dueAt)
        let distance = span(now < dueAt ? dueAt - now : now - dueAt)
        return "\(time) (\(now < dueAt ? words.left(distance) : words.late(distance)))"
    }

    func title(of incident: Case) -> String {
        if let title = incident.title { return title }
        guard let duty = incident.subject.bulletin else { return words.noIncidentRecord }
        return rulebook.rule(duty.rule)?.title ?? duty.path
    }

    /// Returns a span in words, from a day on without its minutes.
    package func span(_ duration: Duration) -> String { words.span(duration) }

    /// Returns the rules with their applicability to the incident.
    package func rules(for incident: Case) -> [String] {
        [words.rules]
            + matches(incident).map { match in
                let values = match.values.map(words.value)
                return "  \(match.rule): \(words.match(match.outcome))"
                    + (values.isEmpty ? "" : "  \(values.joined(separator: words.comma))")
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
            "awaiting": .array(row.awaiting.map { .string($0.text) }),
            "openedAt": .string(row.openedAt.rfc3339),
        ]
        json["title"] = row.title.map(JSON.string)
        json["severity"] = row.severity.map(JSON.string)
        json["dueAt"] = row.dueAt.map { .string($0.rfc3339) }
        json["waitsFor"] = row.waitsFor.map { .string(FaultPhrases.program.text($0)) }
        json["verdict"] = row.verdict.map { .string($0.name) }
        if case .late(let by) = row.verdict?.outcome { json["lateBy"] = .string(by.iso8601) }
        json["report"] = row.verdict?.report.map { .string($0.text) }
        if row.lackingCount > 0 { json["lacking"] = .number(.integer(Int64(row.lackingCount))) }
        if !row.faults.isEmpty {
            json["faults"] = .array(
                row.faults.map {
                    [
                        "fault": .string($0.kind.rawValue),
                        "detail": .string(FaultPhrases.program.text($0.detail)),
                    ]
                })
        }
        return .object(json)
    }

    /// Returns a question as JSON, for programs.
    package func json(_ question: OwedQuestion) -> JSON {
        var json: JSONObject = ["incident": .string(question.incident.text), "status": "question"]
        if !question.about.isEmpty { json["about"] = .string(question.about) }
        json["fault"] = question.fault.map { .string($0.kind.rawValue) }
        json["detail"] = question.fault.map { .string(FaultPhrases.program.text($0.detail)) }
        return .object(json)
    }

    /// Returns all output of `explain` as JSON, for programs.
    ///
    /// `shown` is the output of `show`.
    package func json(
        _ incident: Case, _ shown: JSON, _ story: StoreReader.Story, _ deliveries: [JSON]
    ) -> JSON {
        var json = shown.object ?? JSONObject()
        json["rules"] = .array(
            incident.matches(in: rulebook).map { match in
                [
                    "rule": .string(match.rule.text),
                    "outcome": .string(ViewPhrases(.english).match(match.outcome)),
                    "values": .array(
                        match.values.map { .string(ViewPhrases(.english).value($0, $1)) }),
                ]
            })
        json["journal"] = .array(
            story.journal.flatMap(DecisionEntry.entries(of:)).map {
                $0.json(in: FaultPhrases.program)
            })
        json["deliveries"] = .array(deliveries)
        return .object(json)
    }
}
