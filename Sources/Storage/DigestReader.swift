package import Calendars
import Cases
package import Deliveries
package import Rules

/// Reads the reports of a digest from the obligations of all cases, and sorts them by recipient.
package struct DigestReader {
    private let digest: Digest
    private let at: Instant
    private let since: Instant
    private let now: Instant
    private let rulebook: Rulebook
    /// The recipients by parties, since many reports have the same ones.
    private var known: [Parties: [Recipient]] = [:]
    private var drafts: [Recipient: Draft] = [:]
    private var order: [Recipient] = []

    /// The number of rows read at once.
    private static let pageMax = 1_000
    /// The number of decided reports written out, so that open ones have room.
    private static let decidedMax = 15

    private struct Parties: Hashable {
        let owing: Unit.ID
        let awaiting: [Unit.ID]
    }

    /// The list of one recipient, while it is read.
    private struct Draft {
        var counts = DigestList.Counts()
        var open: [DigestList.Entry] = []
        var decided: [DigestList.Entry] = []
    }

    /// Creates a reader for the digest of a time of its schedule, as of now.
    ///
    /// Verdicts are listed from `since` on.
    package init(
        _ digest: Digest, since: Instant, at: Instant, now: Instant, by rulebook: Rulebook
    ) {
        self.digest = digest
        self.at = at
        self.now = now
        self.rulebook = rulebook
        self.since = since
    }

    /// Returns the list of each recipient who gets one.
    package func lists(
        in snapshot: any StoreSnapshot
    ) throws(StoreError) -> [(person: Recipient, list: DigestList)] {
        var reader = self
        reader.addEverybody()
        try reader.readOpen(in: snapshot)
        try reader.readDecided(in: snapshot)
        return reader.order.compactMap { person in
            guard let draft = reader.drafts[person] else { return nil }
            guard draft.counts.total > 0 || digest.isSentEmpty else { return nil }
            let room = DigestList.entriesMax - min(draft.decided.count, Self.decidedMax)
            let entries = draft.open.prefix(room) + draft.decided.prefix(Self.decidedMax)
            return (
                person,
                DigestList(
                    digest: digest.id, title: digest.title, at: at, since: since,
                    counts: draft.counts, entries: Array(entries))
            )
        }
    }

    /// Gives an empty list to each recipient who gets one whatever is open.
    private mutating func addEverybody() {
        for person in rulebook.recipients(digest.to, at: now) { add(person) }
    }

    private mutating func add(_ person: Recipient) {
        guard drafts[person] == nil else { return }
        drafts[person] = Draft()
        order.append(person)
    }

    private var filter: OwedFilter {
        OwedFilter(
            units: digest.units.isEmpty ? nil : digest.units,
            rule: digest.rules.count == 1 ? digest.rules.first : nil)
    }

    private mutating func readOpen(in snapshot: any StoreSnapshot) throws(StoreError) {
        guard !digest.contents.isDisjoint(with: [.overdue, .pending, .waiting]) else { return }
        var place: OwedCursor?
        while true {
            let page = try snapshot.openOwed(matching: filter, limit: Self.pageMax, after: place)
            for (row, _) in page { addOpen(row) }
            guard page.count == Self.pageMax else { return }
            place = page.last?.place
        }
    }

    private mutating func addOpen(_ row: OwedRow) {
        let content: Digest.Content =
            if let dueAt = row.dueAt { dueAt <= now ? .overdue : .pending } else { .waiting }
        guard isMeant(row), digest.contents.contains(content) else { return }
        let entry = DigestList.Entry(incident: row.incident, obligation: row.obligation)
        for person in recipients(of: row) {
            add(person)
            switch content {
            case .overdue: drafts[person]?.counts.overdue += 1
            case .pending: drafts[person]?.counts.pending += 1
            case .waiting, .decided: drafts[person]?.counts.waiting += 1
            }
            if drafts[person]?.open.count ?? 0 < DigestList.entriesMax {
                drafts[person]?.open.append(entry)
            }
        }
    }

    private mutating func readDecided(in snapshot: any StoreSnapshot) throws(StoreError) {
        guard digest.contents.contains(.decided) else { return }
        var place: OwedCursor?
        while true {
            let page = try snapshot.settledOwed(
                matching: filter, limit: Self.pageMax, after: place)
            for (row, _) in page {
                // The latest come first.
                if row.settledAt < since { return }
                addDecided(row)
            }
            guard page.count == Self.pageMax else { return }
            place = page.last?.place
        }
    }

    private mutating func addDecided(_ row: OwedRow) {
        guard let verdict = row.verdict, isMeant(row), row.settledAt < at else { return }
        let entry = DigestList.Entry(incident: row.incident, obligation: row.obligation)
        for person in recipients(of: row) {
            add(person)
            switch verdict.outcome {
            case .onTime: drafts[person]?.counts.onTime += 1
            case .late: drafts[person]?.counts.late += 1
            case .missed: drafts[person]?.counts.missed += 1
            }
            if drafts[person]?.decided.count ?? 0 < DigestList.entriesMax {
                drafts[person]?.decided.append(entry)
            }
        }
    }

    private func isMeant(_ row: OwedRow) -> Bool {
        digest.rules.isEmpty || digest.rules.contains(row.rule)
    }

    /// Returns the people whose list has a report, each once.
    private mutating func recipients(of row: OwedRow) -> [Recipient] {
        let parties = Parties(owing: row.owing, awaiting: row.awaiting)
        if let found = known[parties] { return found }
        let found = rulebook.recipients(
            digest.to, owing: row.owing, awaiting: row.awaiting, at: now)
        known[parties] = found
        return found
    }
}
