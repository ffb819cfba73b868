import Calendars
import Messages
package import Rules

/// A formatter of how deadlines are counted.
package struct ClockPhrases: Bilingual {
    package let language: Language

    package init(_ language: Language) {
        self.language = language
    }

    /// Returns how a deadline is counted, such as `72 h after discovered`.
    package func clock(_ due: Due) -> String {
        switch due {
        case .within(let period, let anchor) where period.isZero:
            return pick("\(text(anchor))当时", "at \(text(anchor))")
        case .within(let period, let anchor):
            return pick(
                "\(text(anchor))起\(text(period))", "\(text(period)) after \(text(anchor))")
        case .businessDays(let count, let anchor, _, let minute):
            let at = minute.map { pick("，\(time($0))前", ", by \(time($0))") } ?? ""
            return pick(
                "\(text(anchor))后第\(count)个工作日\(at)",
                "\(count) working days after \(text(anchor))\(at)")
        case .businessTime(let span, let anchor, _):
            return pick(
                "\(text(anchor))起\(text(span))工作时间",
                "\(text(span)) of working time after \(text(anchor))")
        case .earliest(let parts): return joined(parts, pick("较早者", "the earlier of"))
        case .latest(let parts): return joined(parts, pick("较晚者", "the later of"))
        case .firstKnown(let parts): return joined(parts, pick("依次取已知的", "the first known of"))
        case .rolled(let due, _, let minute):
            let at = minute.map { pick("（顺延到\(time($0))）", " (rolled to \(time($0)))") } ?? ""
            return clock(due) + at
        case .timed(.within(let period, let anchor), 1_440) where period.isZero:
            return pick("\(text(anchor))当日24时", "the end of the day of \(text(anchor))")
        case .timed(let due, 1_440): return clock(due) + pick("，到当日24时", ", to the end of the day")
        case .timed(let due, let minute):
            return clock(due) + pick("，当日\(time(minute))", ", at \(time(minute)) of the day")
        case .given(let condition, let due):
            let facts = condition.paths.map(Self.short).joined(separator: ", ")
            return clock(due) + pick("（视 \(facts)）", " (given \(facts))")
        case .firing: return pick("按时间表", "by the schedule")
        }
    }

    /// Returns what weekends and holidays do to a deadline.
    package func weekends(_ due: Due) -> String {
        var kinds: [String] = []
        for kind in all(due) where !kinds.contains(kind) { kinds.append(kind) }
        return kinds.joined(separator: pick("；", "; "))
    }

    private func all(_ due: Due) -> [String] {
        switch due {
        case .within(let period, _):
            [
                period.exactDuration == nil
                    ? pick("不顺延", "not rolled") : pick("照常计算", "run through")
            ]
        case .businessDays(_, _, let calendar, _), .businessTime(_, _, let calendar):
            [pick("只算工作日（\(calendar)）", "only working days (\(calendar))")]
        case .earliest(let parts), .latest(let parts), .firstKnown(let parts): parts.flatMap(all)
        case .rolled(_, let calendar, _):
            [pick("顺延到下一工作日（\(calendar)）", "next working day (\(calendar))")]
        case .timed(let due, _), .given(_, let due): all(due)
        case .firing: [pick("按时间表", "by the schedule")]
        }
    }

    private func joined(_ parts: [Due], _ how: String) -> String {
        var texts: [String] = []
        for text in parts.map(nested) where !texts.contains(text) { texts.append(text) }
        guard texts.count > 1 else { return texts.first ?? "" }
        return how + pick("：", " ") + texts.joined(separator: pick("，或", ", or "))
    }

    /// Returns a bound within a choice, in parentheses if it is a choice itself.
    private func nested(_ due: Due) -> String {
        switch due {
        case .earliest, .latest, .firstKnown: pick("（\(clock(due))）", "(\(clock(due)))")
        default: clock(due)
        }
    }

    private func text(_ anchor: Anchor) -> String {
        FaultPhrases.program(in: language).text(anchor)
    }

    private func text(_ period: Period) -> String {
        if let exact = period.exactDuration { return text(exact) }
        let parts = [
            (period.months, pick("个月", "month")), (period.days, pick("日", "day")),
        ].filter { $0.0 != 0 }.map { count, unit in
            pick("\(count)\(unit)", "\(count) \(unit)\(count == 1 ? "" : "s")")
        }
        let exact = period.exact == .zero ? [] : [text(period.exact)]
        return (parts + exact).joined(separator: " ")
    }

    private func text(_ span: Duration) -> String {
        let minutes = span.wholeMilliseconds / 60_000
        let (hours, rest) = (minutes / 60, minutes % 60)
        var parts: [String] = []
        if hours > 0 { parts.append(pick("\(hours)小时", "\(hours) h")) }
        if rest > 0 || hours == 0 { parts.append(pick("\(rest)分钟", "\(rest) min")) }
        return parts.joined(separator: pick("", " "))
    }

    private func time(_ minute: Int) -> String {
        let rest = minute % 60
        return "\(minute / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Returns the path of a fact without its first part: `facts.major` for
    /// `incident.facts.major`.
    package static func short(_ path: String) -> String {
        path.split(separator: ".").dropFirst().joined(separator: ".")
    }
}
