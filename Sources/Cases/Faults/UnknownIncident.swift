import Calendars
import JSON
import Rules

/// The records about an incident of which no record of its own arrives.
extension Case {
    /// The time to wait for the incident's own record: files arrive in any order.
    static let incidentWait = Duration.seconds(600)

    /// Plans notices that the incident named in a record is unknown, unless its own record arrives
    /// in time.
    mutating func planUnknownNotices(_ records: [Record], at now: Instant, by rulebook: Rulebook) {
        guard isUnknown else {
            additionalNotices.removeAll { $0.notice.obligation == nil }
            return
        }
        // The people who heard of one such record look for the others as well.
        guard additionalNotices.isEmpty, firstSpokenAt == nil,
            let record = records.first(where: \.isAboutIncident)
        else { return }
        let at = now + Self.incidentWait
        let notices = rulebook.notices(ofUnknown: id, in: record, at: at)
        additionalNotices += notices.map { AdditionalNotice(at: at, since: now, notice: $0) }
    }
}

extension Record {
    /// True for a record that means nothing without its incident.
    fileprivate var isAboutIncident: Bool {
        switch content {
        case .incident, .merge, .replan, .retry: false
        case .report, .acknowledgement, .closure, .retraction, .sighting, .instruction, .relief,
            .finding:
            true
        }
    }
}

extension Rulebook {
    /// Returns notices to the people who can correct the record; the operators are alerted when it
    /// arrives.
    fileprivate func notices(
        ofUnknown incident: Incident.ID, in record: Record, at now: Instant
    ) -> [Notice] {
        let name = UnknownName(.incident, incident.text, nearest: nil)
        let type = record.body["type"]?.string.flatMap(FaultSubject.RecordType.init) ?? .record
        let subject = FaultSubject(type, record.id)
        let effects: [Effect]
        if case .report(let report) = record.content {
            let detail = FaultDetail.about(subject, .unfit(report.route, .names([name])))
            effects = noticesToSender(of: report, detail, at: now)
        } else {
            effects = notices(
                .misnamed, to: [contact(record.body["by"]?.string)], about: nil, at: now,
                detail: .about(subject, .unknown([name])), because: .author)
        }
        return effects.compactMap { effect in
            if case .notice(let notice) = effect { notice } else { nil }
        }
    }
}
