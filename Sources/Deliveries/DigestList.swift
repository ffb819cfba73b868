package import Calendars
package import Cases
import JSON
package import Rules

/// The content of one digest for one recipient, as decided at its time.
package struct DigestList: Hashable, Sendable {
    /// A report in the list.
    package struct Entry: Hashable, Sendable {
        package let incident: Incident.ID
        package let obligation: Obligation.ID

        package init(incident: Incident.ID, obligation: Obligation.ID) {
            self.incident = incident
            self.obligation = obligation
        }
    }

    /// The numbers of reports by state, including those that are not written out.
    package struct Counts: Hashable, Sendable {
        package var overdue = 0
        package var pending = 0
        package var waiting = 0
        package var onTime = 0
        package var late = 0
        package var missed = 0

        package init() {}

        package var total: Int { overdue + pending + waiting + onTime + late + missed }
    }

    package let digest: Digest.ID
    package let title: String?
    /// The time of the digest by its schedule.
    package let at: Instant
    /// The beginning of the time in which the listed verdicts were decided.
    package let since: Instant
    package let counts: Counts
    /// The reports written out, at most `entriesMax`: the open ones by deadline, then the decided
    /// ones.
    package let entries: [Entry]

    /// The maximum number of reports written out: nobody reads a longer list.
    package static let entriesMax = 40

    package init(
        digest: Digest.ID, title: String?, at: Instant, since: Instant, counts: Counts,
        entries: [Entry]
    ) {
        self.digest = digest
        self.title = title
        self.at = at
        self.since = since
        self.counts = counts
        self.entries = entries
    }

    /// The incidents of the reports written out, each once.
    package var incidents: [Incident.ID] {
        var seen: Set<Incident.ID> = []
        return entries.map(\.incident).filter { seen.insert($0).inserted }
    }

    /// Returns the list without the reports of some incidents.
    func leavingOut(_ incidents: [Incident.ID]) -> DigestList {
        DigestList(
            digest: digest, title: title, at: at, since: since, counts: counts,
            entries: entries.filter { !incidents.contains($0.incident) })
    }
}

extension DigestList {
    /// The stored form.
    var json: JSON {
        let numbers = [
            counts.overdue, counts.pending, counts.waiting, counts.onTime, counts.late,
            counts.missed,
        ]
        var json: JSONObject = [
            "name": .string(digest.text), "at": at.json, "since": since.json,
            "counts": .array(numbers.map { .number(.integer(Int64($0))) }),
            "entries": .array(
                entries.map { .array([.string($0.incident.text), .string($0.obligation.text)]) }),
        ]
        json["title"] = title.map(JSON.string)
        return .object(json)
    }

    init?(coded json: JSON) {
        guard let name = json["name"]?.string, let at = Instant(json["at"]),
            let since = Instant(json["since"]),
            let numbers = json["counts"]?.array?.compactMap({ $0.integer.map { Int($0) } }),
            numbers.count == 6
        else { return nil }
        var counts = Counts()
        counts.overdue = numbers[0]
        counts.pending = numbers[1]
        counts.waiting = numbers[2]
        counts.onTime = numbers[3]
        counts.late = numbers[4]
        counts.missed = numbers[5]
        self.init(
            digest: Digest.ID(name), title: json["title"]?.string, at: at, since: since,
            counts: counts,
            entries: (json["entries"]?.array ?? []).compactMap { entry in
                guard let incident = entry.array?.first?.string,
                    let obligation = entry.array?.last?.string
                else { return nil }
                return Entry(
                    incident: Incident.ID(incident), obligation: Obligation.ID(obligation))
            })
    }
}
