import Calendars

/// The groups of incidents that merges form, and the instants at which incidents came together.
///
/// A merge has no direction here: chains and circles of merges form one group.
struct MergeGroups {
    /// The merges in effect, by time.
    private let merges: [Merge]
    /// The group of each incident named by a merge, by its first member.
    private let groups: [Incident.ID: Set<Incident.ID>]
    private let firsts: [Incident.ID: Incident.ID]

    init(_ merges: some Collection<Merge>) {
        self.merges = merges.sorted { ($0.at, $0.record) < ($1.at, $1.record) }
        var members: [Incident.ID: Set<Incident.ID>] = [:]
        var firsts: [Incident.ID: Incident.ID] = [:]
        for merge in self.merges {
            let left = firsts[merge.incident] ?? merge.incident
            let right = firsts[merge.into] ?? merge.into
            guard left != right else { continue }
            let isLeftSmall = (members[left]?.count ?? 1) < (members[right]?.count ?? 1)
            let (first, gone) = isLeftSmall ? (right, left) : (left, right)
            let small = members.removeValue(forKey: gone) ?? [gone]
            for id in small { firsts[id] = first }
            firsts[first] = first
            members[first, default: [first]].formUnion(small)
        }
        groups = members
        self.firsts = firsts
    }

    /// Returns the group of an incident, including the incident.
    func group(of id: Incident.ID) -> Set<Incident.ID> {
        firsts[id].flatMap { groups[$0] } ?? [id]
    }

    /// Returns the merge by which an incident came together with each other one of its group.
    func joining(_ id: Incident.ID) -> [Incident.ID: Merge] {
        let group = group(of: id)
        guard group.count > 1 else { return [:] }
        var found: [Incident.ID: Merge] = [:]
        // The sets that earlier merges formed beside that of the incident.
        var members: [Incident.ID: [Incident.ID]] = [:]
        var firsts: [Incident.ID: Incident.ID] = [:]
        func first(_ id: Incident.ID) -> Incident.ID { firsts[id] ?? id }
        for merge in merges where group.contains(merge.incident) {
            let (left, right) = (first(merge.incident), first(merge.into))
            guard left != right else { continue }
            let (a, b) = (members[left] ?? [left], members[right] ?? [right])
            let isOwnLeft = a.contains(id) || found[a[0]] != nil
            let isOwnRight = b.contains(id) || found[b[0]] != nil
            if isOwnLeft { for one in b { found[one] = merge } }
            if isOwnRight { for one in a { found[one] = merge } }
            let (large, small, root) = a.count < b.count ? (b, a, right) : (a, b, left)
            for one in small { firsts[one] = root }
            firsts[root] = root
            members[root] = large + small
        }
        return found
    }
}
