package import Calendars
import Rules

/// A statement of one record about an incident, at a time of its own.
package protocol Statement: Hashable, Sendable {
    var record: Record.ID { get }
    /// The time by which statements of its kind are ordered.
    var statedAt: Instant { get }
    /// The name of what the statement is about; nil: the incident as a whole.
    var subject: String? { get }
}

/// The statements of one kind in a case, in order of their times, then of their records.
///
/// Each is found by its record, and those about one subject by its name, without a look at the
/// others.
package struct Statements<Element: Statement>: Hashable, Sendable, RandomAccessCollection {
    private var list: [Element] = []
    private var times: [Record.ID: Instant] = [:]
    private var bySubject: [String?: [Element]] = [:]

    package init() {}

    init(_ statements: [Element]) {
        for statement in statements { keep(statement) }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { list.count }
    package subscript(place: Int) -> Element { list[place] }

    /// The statement of a record; nil for a record of another kind or another case.
    package subscript(record: Record.ID) -> Element? {
        times[record].map { list[Self.place(of: (record, $0), in: list)] }
    }

    /// The statements about a subject, in their order.
    func about(_ subject: String?) -> [Element] { bySubject[subject] ?? [] }

    /// The statements about any of some subjects, in their order.
    func about(any subjects: [String?]) -> [Element] {
        guard !list.isEmpty else { return [] }
        let groups = Set(subjects).compactMap { bySubject[$0] }
        guard groups.count > 1 else { return groups.first ?? [] }
        return groups.joined().sorted { Self.key($0) < Self.key($1) }
    }

    /// Keeps what a record says in its place by time, instead of what the record said before.
    mutating func keep(_ statement: Element) {
        remove(statement.record)
        times[statement.record] = statement.statedAt
        Self.insert(statement, into: &list)
        Self.insert(statement, into: &bySubject[statement.subject, default: []])
    }

    mutating func remove(_ record: Record.ID) {
        guard let time = times.removeValue(forKey: record) else { return }
        let old = list.remove(at: Self.place(of: (record, time), in: list))
        guard var group = bySubject[old.subject] else { return }
        group.remove(at: Self.place(of: (record, time), in: group))
        bySubject[old.subject] = group.isEmpty ? nil : group
    }

    mutating func removeAll(through time: Instant) {
        self = Self(list.filter { $0.statedAt > time })
    }

    private static func insert(_ statement: Element, into list: inout [Element]) {
        list.insert(
            statement, at: place(of: (statement.record, statement.statedAt), in: list))
    }

    /// The first place whose statement is not earlier; most statements come in their order.
    private static func place(
        of wanted: (record: Record.ID, time: Instant), in list: [Element]
    ) -> Int {
        let key = (wanted.time, wanted.record)
        guard let last = list.last, Self.key(last) >= key else { return list.endIndex }
        var (low, high) = (0, list.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if Self.key(list[middle]) < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func key(_ statement: Element) -> (Instant, Record.ID) {
        (statement.statedAt, statement.record)
    }

    package static func == (left: Self, right: Self) -> Bool { left.list == right.list }

    package func hash(into hasher: inout Hasher) { hasher.combine(list) }
}

extension Report: Statement {
    package var statedAt: Instant { submittedAt }
    package var subject: String? { instruction?.text }
}

extension Acknowledgement: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { obligation }
}

extension Closure: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { nil }
}

extension Retraction: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { report.text }
}

extension Sighting: Statement {
    package var statedAt: Instant { seenAt }
    package var subject: String? { nil }
}

extension Instruction: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { nil }
}

extension Relief: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { obligation }
}
