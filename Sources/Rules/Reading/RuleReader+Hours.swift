import Calendars

extension RuleReader {
    /// Parses `09:00-12:00`; nil for anything else.
    static func hours(_ text: some StringProtocol) -> WorkCalendar.Hours? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute($0) }
        guard ends.count == 2, let opens = ends[0], let closes = ends[1] else { return nil }
        return WorkCalendar.Hours(opens: opens, closes: closes)
    }

    /// Parses `00:00` to `24:00`; returns minutes after midnight.
    static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2],
            text.utf8.allSatisfy({ $0 == 0x3A || (0x30...0x39).contains($0) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60
        else { return nil }
        let count = hour * 60 + minute
        return count <= 1_440 ? count : nil
    }
}
