/// An event of an iCalendar, with all its occurrences and their changes.
package struct CalendarEvent: Sendable {
    /// The event as it is repeated; several if the text has several under one UID, none if it has
    /// only changed occurrences.
    private let masters: [EventVersion]
    private let changes: [EventVersion]
    /// The original starts of all changed occurrences, including cancelled ones.
    private let replaced: [EventTime]

    /// The UID, summary and attendees of the repeated event.
    package let details: EventDetails
    /// The versions that share the UID with another one and say something else.
    let doubts: [ICalendarError]

    /// Combines the versions of one UID; nil if the event itself is cancelled.
    init?(_ versions: [EventVersion], _ edition: CalendarEdition) {
        let regular = Versions(versions.filter { $0.replaces == nil }, edition)
        var changes: [Instant: [EventVersion]] = [:]
        for version in versions {
            guard let replaced = version.replaces?.instant else { continue }
            changes[replaced, default: []].append(version)
        }
        let changed = changes.sorted { $0.key < $1.key }.map { Versions($0.value, edition) }
        let isGone = regular.kept.isEmpty && versions.contains { $0.replaces == nil }
        guard let first = regular.kept.first ?? changed.lazy.compactMap(\.kept.first).first, !isGone
        else { return nil }
        masters = regular.kept
        self.changes = changed.flatMap(\.kept)
        replaced = versions.compactMap(\.replaces)
        doubts = regular.doubts + changed.flatMap(\.doubts)
        details = first.details
    }

    package var summary: String { details.summary }
    package var attendees: [Attendee] { details.attendees }
    /// The details of the event and of each changed occurrence, in the order of their lines.
    package var allDetails: [EventDetails] {
        (masters + changes).map(\.details).sorted { $0.line < $1.line }
    }

    /// Returns the occurrences that overlap a span, in order, at most 10,000 of each version.
    ///
    /// An occurrence that ends at the beginning of the span does not overlap it; an empty one that
    /// starts there does. Repeated occurrences keep their clock times across clock changes.
    package func occurrences(overlapping span: Range<Instant>) -> [Occurrence] {
        let replaced = Exclusions(replaced)
        let regular = masters.flatMap { $0.occurrences(overlapping: span, without: replaced) }
        let changed = changes.flatMap {
            $0.occurrences(overlapping: span, without: Exclusions([]))
        }
        return (regular + changed).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}

/// The versions of one event, or of one occurrence, that count.
///
/// The highest SEQUENCE counts. Several programs write different events under one UID, with the
/// same SEQUENCE or none; nothing tells those from corrections, so all of them are kept, with a
/// doubt. A shift alerted twice is seen, and a vanished one is not. Source: RFC 5545 section
/// 3.8.7.4.
private struct Versions {
    private(set) var kept: [EventVersion] = []
    private(set) var doubts: [ICalendarError] = []

    init(_ all: [EventVersion], _ edition: CalendarEdition) {
        let highest = all.map(\.sequence).max() ?? 0
        guard edition == .current else {
            let last = all.last { $0.sequence == highest }
            kept = last.map { $0.isCancelled ? [] : [$0] } ?? []
            return
        }
        let current = all.filter { $0.sequence == highest }
        let cancelled = Set(current.filter(\.isCancelled).map(\.start.instant))
        var known: [Instant: [EventVersion]] = [:]
        for version in current where !cancelled.contains(version.start.instant) {
            let start = version.start.instant
            if known[start]?.contains(where: { $0.repeats(version) }) ?? false { continue }
            known[start, default: []].append(version)
            if let first = kept.first { doubts.append(Self.doubt(version, beside: first)) }
            kept.append(version)
        }
        if let one = kept.first ?? current.first {
            doubts += all.filter {
                $0.sequence < highest && !$0.isCancelled && !one.isCancelled
                    && $0.start.instant != one.start.instant
            }.map { Self.passedOver($0, for: one) }
        }
    }

    private static func doubt(
        _ version: EventVersion, beside first: EventVersion
    ) -> ICalendarError {
        ICalendarError(
            line: version.details.line, uid: version.details.uid,
            what: "the same UID as the event on line \(first.details.line), which says something "
                + "else: both count; give each its own UID, or the later version a higher SEQUENCE")
    }

    private static func passedOver(
        _ version: EventVersion, for later: EventVersion
    ) -> ICalendarError {
        ICalendarError(
            line: version.details.line, uid: version.details.uid,
            what: "the event on line \(later.details.line) has the same UID and a higher SEQUENCE: "
                + "it counts, and this one does not; give each its own UID if both are meant")
    }
}
