import Rules

/// The obligations of a case, in the order they were opened.
///
/// Lookups by id and by series do not scan the other obligations: one record can open a thousand.
package struct Obligations: Hashable, Sendable, RandomAccessCollection {
    private var list: [Obligation] = []
    /// The place of each id; for an id shared by two obligations, the first place.
    private var places: [Obligation.ID: Int] = [:]
    private var placesBySeries: [String: [Int]] = [:]

    package init() {}

    package init(_ obligations: [Obligation]) {
        list = obligations
        places.reserveCapacity(list.count)
        for place in list.indices { note(place) }
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
        places[id].map { list[$0] }
    }

    /// Returns the places of all occurrences of a series, in the order they were opened.
    package func places(ofSeries series: String) -> [Int] { placesBySeries[series] ?? [] }

    /// The places of each series, in the order of their first places.
    var series: [[Int]] {
        placesBySeries.values.sorted { $0[0] < $1[0] }
    }

    /// Returns the places of a rule's obligations with some names, in the order they were opened.
    func places(of rule: Rule.ID, _ names: some Sequence<String>) -> [Int] {
        placesBySeries.values.filter { places in
            let obligation = list[places[0]]
            return obligation.rule == rule && names.contains(obligation.name)
        }.joined().sorted()
    }

    mutating func append(_ obligation: Obligation) {
        list.append(obligation)
        note(list.endIndex - 1)
    }

    mutating func removeLast() {
        guard let last = list.popLast() else { return }
        if places[last.id] == list.endIndex { places[last.id] = nil }
        placesBySeries[last.series]?.removeLast()
        if placesBySeries[last.series] == [] { placesBySeries[last.series] = nil }
    }

    mutating func removeAll(_ ids: Set<Obligation.ID>) {
        self = Obligations(list.filter { !ids.contains($0.id) })
    }

    private mutating func note(_ place: Int) {
        let obligation = list[place]
        if places[obligation.id] == nil { places[obligation.id] = place }
        placesBySeries[obligation.series, default: []].append(place)
    }

    package static func == (left: Self, right: Self) -> Bool { left.list == right.list }

    package func hash(into hasher: inout Hasher) { hasher.combine(list) }
}
