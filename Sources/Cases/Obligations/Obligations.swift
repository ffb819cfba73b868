import Rules

/// The obligations of a case, in the order they were opened.
///
/// Lookups by id and by series do not scan many obligations: one record can open a thousand.
package struct Obligations: Hashable, Sendable, RandomAccessCollection {
    private var list: [Obligation] = []
    /// Nil while the obligations are few: a scan is then quicker than hashing.
    private var lookup: Lookup?

    private struct Lookup: Sendable {
        /// The place of each id; for an id shared by two obligations, the first place.
        var places: [Obligation.ID: Int] = [:]
        var placesBySeries: [String: [Int]] = [:]

        init(_ list: [Obligation]) {
            places.reserveCapacity(list.count)
            for place in list.indices { note(list[place], at: place) }
        }

        mutating func note(_ obligation: Obligation, at place: Int) {
            if places[obligation.id] == nil { places[obligation.id] = place }
            placesBySeries[obligation.series, default: []].append(place)
        }

        mutating func forget(_ obligation: Obligation, at place: Int) {
            if places[obligation.id] == place { places[obligation.id] = nil }
            placesBySeries[obligation.series]?.removeLast()
            if placesBySeries[obligation.series] == [] {
                placesBySeries[obligation.series] = nil
            }
        }
    }

    /// The number of obligations up to which a scan is used.
    private static let scannedMax = 16

    package init() {}

    package init(_ obligations: [Obligation]) {
        list = obligations
        if list.count > Self.scannedMax { lookup = Lookup(list) }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { list.count }

    /// The obligation at a place. Its identity never changes, only its state.
    package internal(set) subscript(place: Int) -> Obligation {
        get { list[place] }
        _modify { yield &list[place] }
    }

    /// The obligation with an id; nil if there is none.
    package subscript(id: Obligation.ID) -> Obligation? {
        guard let lookup else { return list.first { $0.id == id } }
        return lookup.places[id].map { list[$0] }
    }

    /// Returns the places of all occurrences of a series, in the order they were opened.
    package func places(ofSeries series: String) -> [Int] {
        guard let lookup else { return list.indices.filter { list[$0].series == series } }
        return lookup.placesBySeries[series] ?? []
    }

    /// The places of each series, in the order of their first places.
    var series: [[Int]] {
        if let lookup { return lookup.placesBySeries.values.sorted { $0[0] < $1[0] } }
        var groups: [[Int]] = []
        for place in list.indices {
            let known = groups.indices.first { list[groups[$0][0]].series == list[place].series }
            if let known { groups[known].append(place) } else { groups.append([place]) }
        }
        return groups
    }

    /// The places of each series; none if no obligation is repeated.
    var repeatedSeries: [[Int]] { list.contains(where: \.isRepeated) ? series : [] }

    /// Returns the places of a rule's obligations with some names, in the order they were opened.
    func places(of rule: Rule.ID, _ names: some Sequence<String>) -> [Int] {
        guard let lookup else {
            return list.indices.filter {
                list[$0].rule == rule && names.contains(list[$0].name)
            }
        }
        return lookup.placesBySeries.values.filter { places in
            let obligation = list[places[0]]
            return obligation.rule == rule && names.contains(obligation.name)
        }.joined().sorted()
    }

    mutating func append(_ obligation: Obligation) {
        list.append(obligation)
        if lookup != nil {
            lookup?.note(obligation, at: list.endIndex - 1)
        } else if list.count > Self.scannedMax {
            lookup = Lookup(list)
        }
    }

    mutating func removeLast() {
        guard let last = list.popLast() else { return }
        lookup?.forget(last, at: list.endIndex)
    }

    mutating func removeAll(_ ids: Set<Obligation.ID>) {
        self = Obligations(list.filter { !ids.contains($0.id) })
    }

    package static func == (left: Self, right: Self) -> Bool { left.list == right.list }

    package func hash(into hasher: inout Hasher) { hasher.combine(list) }
}
