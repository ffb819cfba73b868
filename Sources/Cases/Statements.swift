package import Calendars
import Rules

/// The statements of one kind in a case, ordered by time, then by record.
///
/// Lookups by record and by subject do not scan the other statements.
package struct Statements<Element: Statement>: Hashable, Sendable, RandomAccessCollection {
    /// Nil while there are no statements, as for most kinds in most cases: such a case is copied
    /// quickly.
    private var content: Content?

    private final class Content: @unchecked Sendable {
        var list: [Element] = []
        var places: [Record.ID: Place] = [:]
        var bySubject: [String?: [Element]] = [:]
        /// The number of the next statement's slot.
        var nextSlot = 0

        init() {}

        init(_ other: Content) {
            list = other.list
            places = other.places
            bySubject = other.bySubject
            nextSlot = other.nextSlot
        }
    }

    /// The time of a record's statement, and the slot in which it is stored, which never changes.
    private struct Place {
        let at: Instant
        let slot: Int
    }

    package init() {}

    init(_ statements: [Element]) {
        for statement in statements { keep(statement) }
    }

    /// Creates statements that are stored in slots.
    init(stored: [(slot: Int, statement: Element)]) {
        for (slot, statement) in stored { keep(statement, in: slot) }
    }

    private var list: [Element] { content?.list ?? [] }

    package var startIndex: Int { 0 }
    package var endIndex: Int { content?.list.count ?? 0 }
    package subscript(place: Int) -> Element { list[place] }

    /// The statement of a record; nil for a record of another kind or another case.
    package subscript(record: Record.ID) -> Element? {
        content?.places[record].map { list[Self.place(of: (record, $0.at), in: list)] }
    }

    /// Returns the slot in which the statement of a record is stored; nil if there is none.
    func slot(of record: Record.ID) -> Int? { content?.places[record]?.slot }

    /// Returns true if both are certainly equal: no change was made to either since one was copied.
    func isIdentical(to other: Self) -> Bool { content === other.content }

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
        keep(statement, in: slot(of: statement.record))
    }

    private mutating func keep(_ statement: Element, in known: Int?) {
        remove(statement.record)
        let content = ownContent()
        let slot = known ?? content.nextSlot
        content.nextSlot = Swift.max(content.nextSlot, slot + 1)
        content.places[statement.record] = Place(at: statement.statedAt, slot: slot)
        Self.insert(statement, into: &content.list)
        guard Element.isFoundBySubject else { return }
        Self.insert(statement, into: &content.bySubject[statement.subject, default: []])
    }

    mutating func remove(_ record: Record.ID) {
        guard let time = content?.places[record]?.at else { return }
        let content = ownContent()
        content.places[record] = nil
        let old = content.list.remove(at: Self.place(of: (record, time), in: content.list))
        guard Element.isFoundBySubject else { return }
        guard var group = content.bySubject[old.subject] else { return }
        group.remove(at: Self.place(of: (record, time), in: group))
        content.bySubject[old.subject] = group.isEmpty ? nil : group
    }

    mutating func removeAll(through time: Instant) {
        for statement in list where statement.statedAt <= time { remove(statement.record) }
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
    package var subject: String? { nil }
    package static var isFoundBySubject: Bool { false }
}

extension Acknowledgement: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { obligation }
}

extension Closure: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { nil }
    package static var isFoundBySubject: Bool { false }
}

extension Retraction: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { report.text }
}

extension Sighting: Statement {
    package var statedAt: Instant { seenAt }
    package var subject: String? { nil }
    package static var isFoundBySubject: Bool { false }
}

extension Instruction: Statement {
    package var statedAt: Instant { at }
    package var subject: String? { nil }
    package static var isFoundBySubject: Bool { false }
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
