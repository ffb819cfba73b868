import Calendars
import Rules

extension Case {
    /// The maximum number of statements shown in lists; `show` has all of them.
    private static let listedMax = 20

    /// The closing in effect, or the reopening after the last one, and the latest other statements
    /// of people, by time.
    package var listedStatements: [ListedStatement] {
        var found: [ListedStatement] = []
        found += reliefs.suffix(Self.listedMax).map { one in
            ListedStatement(
                one.kind == .waiver ? .waiver : .extended, at: one.at, by: one.by,
                about: one.obligation, text: one.why, until: one.until)
        }
        found += instructions.suffix(Self.listedMax).map { one in
            ListedStatement(
                .instruction, at: one.at, by: one.by, about: one.record.text, text: one.text,
                until: one.due)
        }
        found += sightings.suffix(Self.listedMax).map { one in
            ListedStatement(.sighting, at: one.seenAt, by: one.source, text: one.title)
        }
        found += mergesInEffect.suffix(Self.listedMax).map { one in
            ListedStatement(
                .merge, at: one.at, by: one.by, about: one.other(than: id)?.text, text: one.why)
        }
        let ending = (closing ?? reopening).map {
            ListedStatement(
                $0.isClosing ? .closure : .reopening, at: $0.at, by: $0.by, text: $0.why)
        }
        let latest = found.sorted { $0.at < $1.at }.suffix(Self.listedMax)
        return (latest + [ending].compactMap(\.self)).sorted { $0.at < $1.at }
    }
    /// The record that ended the last closing; nil if the incident never was closed.
    private var reopening: Closure? {
        guard let last = closures.last(where: { !$0.isClosing }),
            closures.contains(where: { $0.isClosing && $0.at <= last.at })
        else { return nil }
        return last
    }
}
