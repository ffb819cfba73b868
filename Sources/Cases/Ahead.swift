import Calendars
import JSON
import Rules

/// The records whose own time lies ahead: they wait, and count from that time on.
extension Case {
    /// The tolerated lead of a producer's clock over Duebell's clock.
    static let clockSkewMax = Duration.seconds(300)

    /// Holds a record back if its own time lies ahead; returns true if it does.
    mutating func hold(_ record: Record, at now: Instant) -> Bool {
        ahead.removeAll { $0.id == record.id }
        guard let at = record.statedAt, at > max(now, record.arrivedAt) else { return false }
        forget(record.id)
        let held = AheadRecord(
            id: record.id, at: at, arrivedAt: record.arrivedAt, body: record.body)
        let place = ahead.firstIndex { ($0.at, $0.id) > (at, record.id) } ?? ahead.endIndex
        ahead.insert(held, at: place)
        return true
    }

    /// Returns the records whose time has come; they no longer wait.
    mutating func release(at now: Instant) -> [Record] {
        guard let first = ahead.first, first.at <= now else { return [] }
        let due = ahead.prefix { $0.at <= now }
        ahead.removeFirst(due.count)
        return due.compactMap(\.record)
    }

    /// Removes the statement of a record.
    mutating func forget(_ id: Record.ID) {
        reports.remove(id)
        acknowledgements.remove(id)
        closures.remove(id)
        retractions.remove(id)
        sightings.remove(id)
        instructions.remove(id)
        reliefs.remove(id)
        findings.remove(id)
        merges.remove(id)
        homes[id] = nil
    }

    /// The faults of records that are ahead by more than clocks differ, by record.
    func implausibleAhead() -> [String: Fault] {
        var found: [String: Fault] = [:]
        for record in ahead where record.at > record.arrivedAt + Self.clockSkewMax {
            found[record.about] = record.fault
        }
        guard let incident else { return found }
        for anchor in [Anchor.occurred, .discovered] {
            guard case .instant(let at) = incident.recordedTime(anchor),
                at > advancedAt + Self.clockSkewMax
            else { continue }
            found[FaultSubject.record(.incident, id.text).key] = Fault(
                .implausible, .anchorAhead(anchor, at))
            break
        }
        return found
    }

    /// Notifies the operators and the awaiting duty of records with impossible times.
    func tellOfTimes(
        _ new: [String: Fault], at now: Instant, by rulebook: Rulebook
    ) -> [Effect] {
        let odd = new.filter { $0.value.kind == .implausible }.sorted { $0.key < $1.key }
        guard !odd.isEmpty else { return [] }
        let details = odd.map { FaultDetail.about(FaultSubject($0.key), $0.value.detail) }
        let detail = details.count == 1 ? details[0] : .several(details)
        let units = odd.flatMap { about, _ in
            let held = ahead.first { $0.about == about }?.addressees ?? []
            let taken =
                reports.first { FaultSubject(.report, $0.record).key == about }?.to ?? []
            let named = held.isEmpty ? taken : held
            return named.isEmpty ? obligations.flatMap(\.awaiting) : named
        }
        let operators = rulebook.operatorNotices(
            .implausible, about: nil, dueAt: now, detail: detail)
        let duty = rulebook.notices(
            .implausible, to: units.flatMap { rulebook.units[$0]?.duty ?? [] }, about: nil, at: now,
            detail: detail, because: .awaitingUnit)
        return operators + duty.except(operators)
    }
}

extension AheadRecord {
    /// The record itself; nil if it can no longer be read.
    fileprivate var record: Record? {
        try? Record.read(.object(body), arrivedAt: arrivedAt, origin: "", fallback: id)
    }

    /// The units that a report went to; empty for any other record.
    fileprivate var addressees: [Unit.ID] {
        if case .report(let report)? = record?.content { report.to } else { [] }
    }
}
