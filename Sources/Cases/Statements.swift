package import Calendars
import Rules

/// A statement made by one record about an incident, with its own time.
package protocol Statement: Hashable, Sendable {
    var record: Record.ID { get }
    /// The time by which statements of its kind are ordered.
    var statedAt: Instant { get }
    /// The name of the statement's subject; nil for the incident as a whole.
    var subject: String? { get }
}

/// The statements of one kind in a case, ordered by time, then by record.
///
/// Lookups by record and by subject do not scan the other statements.
package struct Statements<Element: Statement>: Hashable, Sendable, RandomAccessCollection {
    /// Nil while there are no statements, as for most kinds in most cases: such a case is copied
    /// quickly.
    private var content: Content?

    private final class Content: @unchecked Sendable {
        var list: [Element] = []
        var times: [Record.ID: Instant] = [:]
        var bySubject: [String?: [Element]] = [:]

        init() {}

        init(_ other: Content) {
            list = other.list
            times = other.times
            bySubject = other.bySubject
        }
    }

    package init() {}

    init(_ statements: [Element]) {
        for statement in statements { keep(statement) }
    }

    private var list: [Element] { content?.list ?? [] }

    package var startIndex: Int { 0 }
    package var endIndex: Int { content?.list.count ?? 0 }
    package subscript(place: Int) -> Element { list[place] }

    /// The statement of a record; nil for a record of another kind or another case.
    package subscript(record: Record.ID) -> Element? {
        content?.times[record].map { list[Self.place(of: (record, $0), in: list)] }
    }

    /// Returns the statements about a subject, in order.
    func about(_ subject: String?) -> [Element] { content?.bySubject[subject] ?? [] }

    /// Returns the statements about any of several subjects, in order.
    func about(any subjects: [String?]) -> [Element] {
        guard let content else { return [] }
        let groups = Set(subjects).compactMap { content.bySubject[$0] }
        guard groups.count > 1 else { return groups.first ?? [] }
        return groups.joined().sorted { Self.key($0) < Self.key($1) }
    }

    /// Inserts a statement by its time, replacing any earlier statement of the same record.
    mutating func keep(_ statement: Element) {
        remove(statement.record)
        let content = ownContent()
        content.times[statement.record] = statement.statedAt
        Self.insert(statement, into: &content.list)
        Self.insert(statement, into: &content.bySubject[statement.subject, default: []])
    }

    mutating func remove(_ record: Record.ID) {
        guard let time = content?.times[record] else { return }
        let content = ownContent()
        content.times[record] = nil
        let old = content.list.remove(at: Self.place(of: (record, time), in: content.list))
        guard var group = content.bySubject[old.subject] else { return }
        group.remove(at: Self.place(of: (record, time), in: group))
        content.bySubject[old.subject] = group.isEmpty ? nil : group
    }

    mutating func removeAll(through time: Instant) {
        self = Self(list.filter { $0.statedAt > time })
    }

    /// Returns the content for changing it: a copy if other values share it.
    private mutating func ownContent() -> Content {
        if content == nil {
            content = Content()
        } else if !isKnownUniquelyReferenced(&content), let shared = content {
            content = Content(shared)
        }
        return content ?? Content()
    }

    private static func insert(_ statement: Element, into list: inout [Element]) {
        list.insert(
            statement, at: place(of: (statement.record, statement.statedAt), in: list))
    }

    /// Returns the first place whose statement is not earlier. Most statements arrive in order.
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

extension Merge: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { nil }
}

extension Finding: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { obligation }
}
