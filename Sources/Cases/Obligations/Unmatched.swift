import Calendars
import Rules

/// The records that count for nothing, and those with impossible times.
extension Case {
    /// Records faults for records that match no obligation and for records with impossible times,
    /// and notifies the people who can correct them.
    mutating func noteUnmatched(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        let isJudged = !obligations.isEmpty || subject.bulletin != nil
        let dealing = reports.isEmpty || !isJudged ? nil : dealing(by: rules)
        var found = isJudged ? unmatchedStatements() : [:]
        let mismatches = dealing?.mismatches ?? [:]
        if isJudged { addFaults(of: reports, mismatches, to: &found, by: rules.current) }
        found.merge(implausibleAhead()) { _, new in new }
        let skipped = bypasses(by: rules)
        add(skipped, to: &found)
        let (new, effects) = replaceRecordFaults(by: found)
        return effects + tell(of: new, mismatches, skipped, at: now, by: rules.current)
    }

    /// Records the faults of further reports, and notifies the people who can correct them.
    mutating func noteUnmatched(
        _ further: [Report], _ mismatches: [Record.ID: Mismatch], _ skipped: [Bypass],
        at now: Instant, by rules: PinnedRulebooks
    ) -> [Effect] {
        var new: [String: Fault] = [:]
        addFaults(of: further, mismatches, to: &new, by: rules.current)
        add(skipped, to: &new)
        for (about, fault) in new { faults[about] = fault }
        return new.sorted { $0.key < $1.key }.map { .fault(about: $0.key, $0.value) }
            + tell(of: new, mismatches, skipped, at: now, by: rules.current)
    }

    /// Adds the faults of reports that count for nothing or have impossible times.
    private func addFaults(
        of some: some Sequence<Report>, _ mismatches: [Record.ID: Mismatch],
        to found: inout [String: Fault], by rulebook: Rulebook
    ) {
        for report in some {
            if let mismatch = mismatches[report.record] {
                found[report.about] = Fault(
                    .unmatched, words(for: mismatch, of: report, by: rulebook))
            }
            if report.submittedAt > report.arrivedAt + Self.clockSkewMax {
                found[report.about] = Fault(
                    .implausible,
                    "submitted at \(report.submittedAt.rfc3339), after it had arrived")
            }
        }
    }

    /// Replaces the faults of reports that skipped a unit.
    private func add(_ skipped: [Bypass], to found: inout [String: Fault]) {
        for bypass in skipped {
            let about = "report \(bypass.report)"
            if bypass.place == nil {
                found[about] = bypass.fault
            } else if found[about]?.kind == .unmatched {
                found[about] = nil
            }
        }
    }

    /// Notifies the people concerned by new faults of records.
    private func tell(
        of new: [String: Fault], _ mismatches: [Record.ID: Mismatch], _ skipped: [Bypass],
        at now: Instant, by rulebook: Rulebook
    ) -> [Effect] {
        tell(
            of: skipped.filter { new["report \($0.report)"] == $0.fault }, at: now, by: rulebook)
            + tellSenders(new, mismatches, at: now, by: rulebook)
            + tellOfTimes(new, at: now, by: rulebook)
    }

    /// Replaces the faults about records; returns the new ones and the effects.
    private mutating func replaceRecordFaults(
        by found: [String: Fault]
    ) -> (new: [String: Fault], effects: [Effect]) {
        let before = faults.filter {
            // A series is `implausible` for a reason of its own: see `owe(again:)`.
            [.unmatched, .implausible, .bypassed].contains($0.value.kind)
                && obligations.places(ofSeries: $0.key).isEmpty
        }
        for about in before.keys where found[about] == nil { faults[about] = nil }
        faults.merge(found) { _, new in new }
        let gone = before.filter { found[$0.key] != $0.value }.sorted { $0.key < $1.key }
        let new = found.filter { before[$0.key] != $0.value }
        return (
            new,
            gone.map { .cleared(about: $0.key, $0.value) }
                + new.sorted { $0.key < $1.key }.map { .fault(about: $0.key, $0.value) }
        )
    }

    /// Returns the faults of records, other than reports, that name no obligation.
    private func unmatchedStatements() -> [String: Fault] {
        var found: [String: Fault] = [:]
        for retraction in retractions where report(retraction.report) == nil {
            found["retraction \(retraction.record)"] = Fault(
                .unmatched,
                unknown("report", retraction.report.text, among: reports.map(\.record.text)))
        }
        guard !acknowledgements.isEmpty || !reliefs.isEmpty || !findings.isEmpty else {
            return found
        }
        let names = Set(obligations.flatMap(\.names))
        func check(_ about: String, _ name: String) {
            guard !names.contains(name) else { return }
            let nearest = nearestName(to: name, among: names).map { "; nearest is `\($0)`" } ?? ""
            found[about] = Fault(.unmatched, "there is no obligation `\(name)`" + nearest)
        }
        for said in acknowledgements {
            if let name = said.obligation {
                check("acknowledgement \(said.record)", name)
            } else if obligations.isEmpty {
                found["acknowledgement \(said.record)"] = Fault(
                    .unmatched, "there is no obligation ``")
            }
        }
        for relief in reliefs where relief.obligation != Relief.all {
            check("\(relief.kind.rawValue) \(relief.record)", relief.obligation)
        }
        for finding in findings {
            if let name = finding.obligation { check("finding \(finding.record)", name) }
        }
        return found
    }
}

// MARK: Words

extension Case {
    /// Returns the reason for a mismatch in words.
    private func words(
        for mismatch: Mismatch, of report: Report, by rulebook: Rulebook
    ) -> String {
        let to = report.to.map(\.text).joined(separator: ", ")
        let stage = report.stage.map { " for stage \($0)" } ?? ""
        let sent = "from \(report.from) to \(to)\(stage): "
        switch mismatch {
        case .nothing:
            return sent + (mistakes(in: report, rulebook) ?? "nothing is owed that it meets")
        case .stage(let among):
            return sent + "it names no stage; accepted are \(among.joined(separator: ", "))"
        case .period(let among):
            let there = among.isEmpty ? "none" : among.map(\.rfc3339).joined(separator: ", ")
            return sent
                + "`for` names no single deadline; there are \(there)"
        case .early:
            return sent + "it was made before the first period began"
        }
    }

    /// Returns the unknown names in a report, with the nearest known ones; nil if there are none.
    private func mistakes(in report: Report, _ rulebook: Rulebook) -> String? {
        let units = ([report.from] + report.to).filter { rulebook.units[$0] == nil }
        var found = units.map { unknown("unit", $0.text, among: rulebook.units.keys.map(\.text)) }
        if let id = report.instruction, instructions[id] == nil {
            found.append(
                unknown("instruction", id.text, among: instructions.map(\.record.text)))
        }
        if let stage = report.stage {
            let stages = Set(
                rulebook.rules.flatMap(\.obligations).filter { rule in
                    rule.to.joined().contains(where: report.to.contains)
                }.map(\.stage))
            if !stages.isEmpty, !stages.contains(stage) {
                found.append(unknown("stage", stage, among: stages))
            }
        }
        return found.isEmpty ? nil : found.joined(separator: "; ")
    }

    private func unknown(_ what: String, _ name: String, among names: some Sequence<String>)
        -> String
    {
        "there is no \(what) `\(name)`"
            + (nearestName(to: name, among: names).map { "; nearest is `\($0)`" } ?? "")
    }
}

// MARK: Notices

extension Case {
    /// Notifies the senders of reports that lack a stage or name a period that is not there.
    private func tellSenders(
        _ new: [String: Fault], _ mismatches: [Record.ID: Mismatch], at now: Instant,
        by rulebook: Rulebook
    ) -> [Effect] {
        let wanting = mismatches.filter { $0.value.asksForMore }.keys.sorted()
        return wanting.flatMap { record -> [Effect] in
            let about = "report \(record)"
            guard let report = report(record), let fault = new[about], fault.kind == .unmatched,
                decidedAt.map({ report.arrivedAt > $0 }) ?? true
            else { return [] }
            let unit = rulebook.units[report.from]
            return rulebook.notices(
                .unmatched, to: [unit?.duty ?? unit?.leader, contact(report.by, in: rulebook)],
                about: nil, at: now, detail: "\(about) \(fault.detail)", because: .owingUnit)
        }
    }

    /// Returns the contact that a record names by its id, its recipient text or its name.
    private func contact(_ name: String?, in rulebook: Rulebook) -> Recipient? {
        guard let name else { return nil }
        let id = Contact.ID(name)
        if rulebook.contacts[id] != nil { return .contact(id) }
        if let recipient = Recipient(name), case .contact(let id) = recipient,
            rulebook.contacts[id] != nil
        {
            return recipient
        }
        let named = rulebook.contacts.values.filter { $0.name == name }
        return named.count == 1 ? .contact(named[0].id) : nil
    }
}

extension Report {
    /// The subject of the report's own faults.
    var about: String { "report \(record)" }
}

extension Mismatch {
    /// True if the sender can mend the report by naming something.
    fileprivate var asksForMore: Bool {
        switch self {
        case .stage, .period: true
        case .nothing, .early: false
        }
    }
}
