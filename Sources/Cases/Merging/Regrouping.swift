package import Calendars
import Rules

/// The putting together of the incidents that merges declare to be one.
package struct Regrouping {
    /// A case that changed, with the effects of the change.
    package struct Change {
        package let incident: Case
        package let effects: [Effect]
    }

    private let standing: [Case]
    private let merges: [Merge]
    private let retractions: [Retraction]
    private let groups: MergeGroups
    /// The case that held each incident so far.
    private let before: [Incident.ID: Incident.ID]
    private let now: Instant
    private let rules: PinnedRulebooks

    /// Reads all cases that merges connect, in effect or not; cases that were merged away may be
    /// left out.
    package init(_ cases: [Case], at now: Instant, by rules: PinnedRulebooks) {
        standing = cases.filter { !$0.isMergedAway }
        self.now = now
        self.rules = rules
        var merges: [Record.ID: Merge] = [:]
        for merge in standing.flatMap(\.merges) { merges[merge.record] = merge }
        retractions = standing.flatMap(\.retractions).filter { merges[$0.report] != nil }
        let retracted = Set(retractions.map(\.report))
        self.merges = merges.values.filter { !retracted.contains($0.record) }
        groups = MergeGroups(self.merges)
        var before: [Incident.ID: Incident.ID] = [:]
        for one in standing { for id in one.incidents { before[id] = one.id } }
        self.before = before
    }

    /// Returns the cases that change; none if every group is as its merges say.
    package func changes() -> [Change] {
        var wanted: [Set<Incident.ID>] = []
        var seen: Set<Incident.ID> = []
        for id in before.keys.sorted() where seen.insert(id).inserted {
            let group = groups.group(of: id)
            seen.formUnion(group)
            wanted.append(group)
        }
        let changed = wanted.filter { !isSettled($0) }
        guard !changed.isEmpty else { return [] }
        var pieces: [Incident.ID: Case] = [:]
        for one in standing where changed.contains(where: { $0.contains(one.id) }) {
            let staysWhole = changed.contains { group in
                let root = root(of: group)
                return group.isSuperset(of: one.incidents)
                    && (root == one.id || one.parts[root] == nil)
            }
            for part in staysWhole ? [one] : one.split() { pieces[part.id] = part }
        }
        return changed.flatMap { changes(to: $0, from: pieces) }
    }

    private func isSettled(_ group: Set<Incident.ID>) -> Bool {
        let root = root(of: group)
        let holders = Set(group.map { before[$0] })
        guard holders == [root], let held = standing.first(where: { $0.id == root }) else {
            return false
        }
        return held.incidents.count == group.count
    }
}

// MARK: The surviving case

extension Regrouping {
    /// Returns the incident under which a group goes on: of those with a record of their own the
    /// earliest, at the same time the one into which others were merged.
    private func root(of group: Set<Incident.ID>) -> Incident.ID {
        guard group.count > 1 else { return group.first ?? Incident.ID("") }
        let targets = Set(merges.map(\.into)).subtracting(merges.map(\.incident))
        let keys = group.map { id -> (Int, Instant, Int, Incident.ID) in
            let part = part(id)
            let rank = part?.incident != nil ? 0 : part?.openedAt != nil ? 1 : 2
            return (
                rank, part?.since ?? Instant(milliseconds: .max), targets.contains(id) ? 0 : 1, id
            )
        }
        return keys.min { $0 < $1 }?.3 ?? Incident.ID("")
    }

    private func part(_ id: Incident.ID) -> IncidentPart? {
        guard let holder = standing.first(where: { $0.id == before[id] }) else { return nil }
        guard holder.id == id else { return holder.parts[id] }
        return IncidentPart(
            openedAt: holder.openedAt, since: holder.since, incident: holder.incident)
    }
}

// MARK: Changes

extension Regrouping {
    private func changes(
        to group: Set<Incident.ID>, from pieces: [Incident.ID: Case]
    ) -> [Change] {
        let root = root(of: group)
        var whole = pieces[root] ?? Case(id: root, at: now)
        let former = standing.first { $0.id == root }
        for id in group.sorted() where id != root {
            if let piece = pieces[id] {
                whole.join(piece)
            } else if whole.parts[id] == nil, before[id] == nil {
                whole.join(Case(id: id, at: now))
            }
        }
        whole.refreshScopes()
        let joining = groups.joining(root)
        let added = group.filter { $0 != root && before[$0] != root }.sorted()
        let gone = (former?.incidents ?? []).filter { !group.contains($0) }
        var effects = added.map { Effect.merged($0, into: root, by: joining[$0]?.by) }
        effects += gone.map { Effect.separated($0, from: root, by: retractor) }
        if let old = before[root], old != root, !group.contains(old) {
            effects.append(.separated(root, from: old, by: retractor))
        }
        effects += whole.announced(except: Set(former?.obligations.map(\.id) ?? []))
        effects += whole.regrouped(at: now, by: rules)
        effects += notices(to: group, root, whole)
        let away = group.filter { $0 != root && before[$0] != root }.sorted().map { id in
            Change(
                incident: Case(id: id, mergedInto: root, at: now),
                effects: [.merged(id, into: root, by: joining[id]?.by)])
        }
        return [Change(incident: whole, effects: effects)] + away
    }

    /// The person who took back a merge; nil if no record says so.
    private var retractor: String? {
        retractions.max { ($0.at, $0.record) < ($1.at, $1.record) }?.by
    }

    /// Notifies everybody who was told about an incident under its former name.
    private func notices(
        to group: Set<Incident.ID>, _ root: Incident.ID, _ whole: Case
    ) -> [Effect] {
        var effects: [Effect] = []
        for former in standing where former.id != root && group.contains(former.id) {
            let joining = whole.merge(of: former.id)
            effects += rules.current.notices(
                .merged, to: former.told, about: nil, at: now,
                detail: .merged(former.id, by: joining?.by, why: joining?.why),
                because: .toldBefore)
        }
        if let old = before[root], old != root, !group.contains(old) {
            effects += rules.current.notices(
                .separated, to: whole.told, about: nil, at: now,
                detail: .separated(from: old), because: .toldBefore)
        }
        return effects
    }
}

extension Case {
    /// Returns the merge by which another incident became one with the case's own; nil if it is
    /// not in this case.
    package func merge(of id: Incident.ID) -> Merge? {
        MergeGroups(mergesInEffect).joining(self.id)[id]
    }
}

extension Case {
    /// Creates the case of an incident that goes on under another one.
    fileprivate init(id: Incident.ID, mergedInto root: Incident.ID, at now: Instant) {
        self.init(id: id, at: now)
        mergedInto = root
    }

    /// The recipients of notices about the obligations, each once.
    fileprivate var told: [Recipient?] {
        var seen: Set<Recipient> = []
        return obligations.flatMap(\.escalation.told).filter { seen.insert($0).inserted }
    }

    /// Returns the effects that tell of obligations which came from another case.
    fileprivate func announced(except known: Set<Obligation.ID>) -> [Effect] {
        obligations.filter { !known.contains($0.id) }.flatMap { one -> [Effect] in
            var effects: [Effect] = []
            if let dueAt = one.dueAt { effects.append(.opened(one.id, dueAt: dueAt)) }
            if let verdict = one.verdict { effects.append(.verdict(one.id, verdict)) }
            if let by = one.waivedBy { effects.append(.waived(one.id, by: by)) }
            return effects
        }
    }

    /// Applies the rules to the incidents together, and reassesses all obligations.
    fileprivate mutating func regrouped(at now: Instant, by rules: PinnedRulebooks) -> [Effect] {
        let now = max(now, advancedAt)
        advancedAt = now
        return open(updateContexts, at: now, by: rules) + reconsider(at: now, by: rules)
    }
}
