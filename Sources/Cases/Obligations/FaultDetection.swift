import Calendars
import Rules

/// The faults other than lateness, derived from the times in all records.
extension Case {
    /// Returns a fault for each retracted report for the obligation.
    func wrong(for obligation: Obligation, _ rule: ObligationRule) -> [Fault] {
        // For a repeated obligation, only the report that counted for this occurrence.
        let taken =
            obligation.occurrence == nil
            ? Array(retractions) : obligation.firstReport.map { retractions.about($0.text) } ?? []
        return taken.compactMap { retraction in
            guard let report = report(retraction.report), isAddressed(report, obligation, rule)
            else { return nil }
            let why = retraction.why.map { ": \($0)" } ?? ""
            return Fault(.wrong, "report \(report.record) was retracted\(why)")
        }
    }

    /// Returns a fault if the report was late and lacks a content required of late reports. The
    /// report counts all the same, and a later report can supply the content.
    func lackingWhenLate(_ obligation: Obligation, _ rule: ObligationRule) -> [Fault] {
        guard case .late = obligation.verdict?.outcome,
            let report = obligation.verdict?.report.flatMap({ report($0) }),
            let why = shortfall(of: report, rule.acceptsLate, "acceptsLate")
        else { return [] }
        let isMended =
            obligation.occurrence == nil
            && reports.contains { other in
                !isRetracted(other)
                    && other.submittedAt >= report.submittedAt
                    && isAddressed(other, obligation, rule)
                    && shortfall(of: other, rule.acceptsLate, "acceptsLate") == nil
            }
        guard !isMended else { return [] }
        return [Fault(.insufficient, "late report \(report.record): \(why)")]
    }

    /// Returns a fault if the report was made before the earliest permitted time.
    func premature(
        _ obligation: Obligation, _ rule: ObligationRule, by rules: Rulebooks
    ) -> [Fault] {
        guard let floor = rule.notBefore,
            let report = obligation.firstReport.flatMap({ report($0) })
        else { return [] }
        switch calculator(for: obligation, by: rules).deadline(of: floor) {
        case .success(let from) where report.submittedAt >= from: return []
        case .success(let from):
            return [Fault(.premature, "report \(report.record) came before \(from.rfc3339)")]
        case .failure(let open):
            return [Fault(.premature, "report \(report.record) came before \(open.what) is known")]
        }
    }

    /// Returns a fault if the report was made on time but its record arrived after the deadline.
    func feedLate(_ obligation: Obligation) -> [Fault] {
        guard let verdict = obligation.verdict, verdict.outcome == .onTime,
            let report = verdict.report.flatMap({ report($0) }), let dueAt = obligation.dueAt,
            report.arrivedAt > dueAt
        else { return [] }
        let late = (report.arrivedAt - dueAt).iso8601
        return [Fault(.feedLate, "the record of report \(report.record) came \(late) late")]
    }

    /// Returns the next instant at which a passing deadline may show that others knew first; nil if
    /// none.
    func nextConcealment(after instant: Instant) -> Instant? {
        guard !sightings.isEmpty || !reports.isEmpty else { return nil }
        return obligations.compactMap { obligation -> Instant? in
            guard obligation.isOpen, obligation.cause == .incident, let dueAt = obligation.dueAt
            else { return nil }
            let after = dueAt + .milliseconds(1)
            return after > instant ? after : nil
        }.min()
    }

    /// Returns a fault for each other party (press, police, another unit) that knew before the
    /// responsible unit had reported.
    ///
    /// Knowing first is no sign of concealment while there is still time to report.
    func concealed(
        _ obligation: Obligation, _ rule: ObligationRule, at now: Instant
    ) -> [Fault] {
        // Others are expected to know of a sighting first, and a bulletin has no event to conceal.
        guard obligation.cause == .incident, obligation.occurrence ?? 1 == 1 else { return [] }
        let first = reports.first { isAddressed($0, obligation, rule) }?.submittedAt
        guard let until = first ?? obligation.dueAt, first != nil || now > until else { return [] }
        let seen = sightings.filter { $0.seenAt < until }.map {
            Fault(.suspectedConcealment, "\($0.source) knew at \($0.seenAt.rfc3339)")
        }
        let told = reports.filter { report in
            report.from != obligation.owing && !rule.orFrom.contains(report.from)
                && report.submittedAt < until
                && report.to.contains(where: obligation.awaiting.contains)
                && report.stage ?? rule.stage == rule.stage
        }.map {
            Fault(.suspectedConcealment, "\($0.from) reported at \($0.submittedAt.rfc3339)")
        }
        return seen + told
    }
}

extension Case {
    /// Records on each open obligation that Duebell was down when a step should have run.
    mutating func noteAway(_ away: Range<Instant>, by rules: Rulebooks) -> [Effect] {
        let fault = Fault(
            .watcherDown, "down from \(away.lowerBound.rfc3339) to \(away.upperBound.rfc3339)")
        var effects: [Effect] = []
        for index in obligations.indices where obligations[index].isOpen {
            let obligation = obligations[index]
            let next = timeline(of: obligation, by: rules)?
                .next(after: obligation.escalation, from: away.lowerBound)
            guard next.map(away.contains) ?? false, !obligation.faults.contains(fault) else {
                continue
            }
            obligations[index].faults.append(fault)
            effects.append(.fault(about: obligation.id.text, fault))
        }
        return effects
    }

    /// Records the insufficient reports, and sends each new shortfall back to the reporting unit.
    mutating func sendBack(
        _ faults: [Fault], on index: Int, at now: Instant, _ rules: Rulebooks
    ) -> [Effect] {
        let known = Set(obligations[index].faults)
        let effects = record(faults, on: index, of: .insufficient)
        let new = faults.filter { !known.contains($0) }
        guard !new.isEmpty else { return effects }
        let obligation = obligations[index]
        let unit = rules.current.units[obligation.owing]
        let people =
            [unit?.duty, unit?.leader].compactMap(\.self)
            .map { rules.current.onDuty($0, at: now) }.first { !$0.isEmpty } ?? []
        return effects
            + people.flatMap { person -> [Effect] in
                guard let reach = rules.current.reaches(of: person, via: nil).first else {
                    return []
                }
                return new.map { fault in
                    .notice(
                        Notice(
                            reason: .insufficient, obligation: obligation.id, steps: [],
                            to: person, via: nil, reach: 0, channel: reach.channel,
                            address: reach.address, dueAt: now, expiresAt: nil,
                            detail: fault.detail, because: .owingUnit))
                }
            }
    }

    /// The tolerated lead of a producer's clock over Duebell's clock.
    private static let clockSkewMax = Duration.seconds(300)

    /// Records faults for records that match no obligation and for records with impossible times.
    mutating func noteUnmatched(by rules: Rulebooks) -> [Effect] {
        guard !obligations.isEmpty || subject.bulletin != nil else { return [] }
        var found: [String: Fault] = [:]
        let addressees = reports.isEmpty ? [] : addressees
        for report in reports where !isRetracted(report) && !fits(report, addressees, rules) {
            let to = report.to.map(\.text).joined(separator: ", ")
            let stage = report.stage.map { " for stage \($0)" } ?? ""
            found["report \(report.record)"] = Fault(
                .unmatched, "from \(report.from) to \(to)\(stage): nothing is owed that it meets")
        }
        for report in reports where report.submittedAt > report.arrivedAt + Self.clockSkewMax {
            found["report \(report.record)"] = Fault(
                .implausible, "submitted at \(report.submittedAt.rfc3339), after it had arrived")
        }
        let areNamed = !acknowledgements.isEmpty || !reliefs.isEmpty
        let names = areNamed ? Set(obligations.flatMap(\.names)) : []
        for acknowledgement in acknowledgements
        where acknowledgement.obligation.map({ !names.contains($0) }) ?? obligations.isEmpty {
            found["acknowledgement \(acknowledgement.record)"] = Fault(
                .unmatched, "there is no obligation `\(acknowledgement.obligation ?? "")`")
        }
        for relief in reliefs where !names.contains(relief.obligation) {
            found["\(relief.kind.rawValue) \(relief.record)"] = Fault(
                .unmatched, "there is no obligation `\(relief.obligation)`")
        }
        let before = faults.filter {
            // A series is `implausible` for a reason of its own: see `owe(again:)`.
            [.unmatched, .implausible].contains($0.value.kind)
                && obligations.places(ofSeries: $0.key).isEmpty
        }
        for about in before.keys where found[about] == nil { faults[about] = nil }
        faults.merge(found) { _, new in new }
        let gone = before.filter { found[$0.key] != $0.value }.sorted { $0.key < $1.key }
        let new = found.filter { before[$0.key] != $0.value }.sorted { $0.key < $1.key }
        return gone.map { .cleared(about: $0.key, $0.value) }
            + new.map { .fault(about: $0.key, $0.value) }
    }

    /// The places of obligations that accept different reports: for the occurrences of a series,
    /// one for each reporting unit and rulebook.
    private var addressees: [Int] {
        struct Addressee: Hashable {
            let series: String
            let owing: Unit.ID
            let rulebook: String
            let cause: Obligation.Cause?
        }
        var seen: Set<Addressee> = []
        return obligations.indices.filter { place in
            let obligation = obligations[place]
            let isFiring = if case .firing = obligation.cause { true } else { false }
            return seen.insert(
                Addressee(
                    series: obligation.series, owing: obligation.owing,
                    rulebook: obligation.rulebook, cause: isFiring ? nil : obligation.cause)
            ).inserted
        }
    }

    /// Returns true if a report is addressed to any of the obligations at the places.
    private func fits(_ report: Report, _ places: [Int], _ rules: Rulebooks) -> Bool {
        places.contains { place in
            let obligation = obligations[place]
            return rules.rule(of: obligation).map { isAddressed(report, obligation, $0) } ?? false
        }
    }
}
