import Calendars
import JSON

/// The words of the summary of a rulebook.
struct SummaryPhrases: Bilingual {
    let language: Language

    /// Returns the line with the numbers of what a rulebook defines.
    func counts(of rulebook: Rulebook) -> String {
        let counts = [
            count(rulebook.rules.count, "条规则", "rule", "rules"),
            count(rulebook.policies.count, "个催报方案", "policy", "policies"),
            count(rulebook.units.count, "个单位", "unit", "units"),
            count(rulebook.contacts.count, "位联系人", "contact", "contacts"),
            count(rulebook.schedules.count, "个值班表", "schedule", "schedules"),
            count(rulebook.channels.count, "个发送通道", "channel", "channels"),
        ]
        return counts.joined(separator: pick("，", ", "))
    }

    private func count(
        _ count: Int, _ chinese: String, _ one: String, _ many: String
    ) -> String {
        pick("\(count) \(chinese)", "\(count) \(count == 1 ? one : many)")
    }

    func zone(_ name: String) -> String { pick("时区 \(name)", "zone \(name)") }

    func rule(_ rule: Rule) -> String {
        let title = rule.title ?? pick("无标题", "no title")
        return pick("\(rule.id)：\(title)", "\(rule.id): \(title)")
    }

    /// Returns the line of an obligation: who reports to whom by when.
    func obligation(_ name: String, from: String, to: String, due: String, policy: String) -> String
    {
        pick(
            "  \(name)：\(from) 报 \(to)，\(due)；催报方案 \(policy)",
            "  \(name): \(from) to \(to) \(due), policy \(policy)")
    }

    /// Returns the line of a digest: when it is sent to whom.
    func digest(_ digest: Digest) -> String {
        let (time, zone) = (digest.cron.text, digest.zone.name)
        let to = all(digest.to.map(\.description))
        return pick(
            "清单 \(digest.id)：按 \(time)（\(zone)）发给 \(to)",
            "digest \(digest.id): by \(time) (\(zone)) to \(to)")
    }

    var nobody: String { pick("无单位", "nobody") }
    func all(_ names: [String]) -> String { names.joined(separator: pick("、", " and ")) }
    func any(_ names: [String]) -> String { names.joined(separator: pick(" 或 ", " or ")) }

    func follows(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        return pick(
            "；在 \(names.joined(separator: "、")) 之后",
            ", after \(names.joined(separator: ", "))")
    }

    func again(every period: Period) -> String {
        pick("，此后每 \(span(period)) 一次，办结为止", ", again every \(period.text) until closed")
    }

    /// Returns the occasion of an obligation, before its deadline.
    func occasion(_ trigger: Trigger) -> String {
        switch trigger {
        case .incident: ""
        case .instruction: pick("每件批示：", "for each instruction ")
        case .sighting: pick("外部已知的：", "when seen elsewhere ")
        case .update: pick("每次新情况：", "for each update ")
        case .schedule(let schedule):
            pick(
                "按 \(schedule.cron.text)（\(schedule.zone.name)）共 \(schedule.count) 次：",
                "\(schedule.count) times by \(schedule.cron.text) (\(schedule.zone.name)) ")
        }
    }

    /// Returns a deadline in words, such as `within PT2H of occurred`.
    func due(_ due: Due) -> String {
        switch due {
        case .within(let period, let anchor):
            pick("\(event(anchor))后 \(span(period))内", "within \(period.text) of \(anchor)")
        case .businessDays(let count, let anchor, let calendar, _):
            pick(
                "\(event(anchor))后 \(count) 个工作日内（日历 \(calendar)）",
                "within \(count) working day\(count == 1 ? "" : "s") (\(calendar)) of \(anchor)")
        case .businessTime(let span, let anchor, let calendar):
            pick(
                "\(event(anchor))后 \(self.span(.exactly(span)))工作时间内（日历 \(calendar)）",
                "within \(span.iso8601) of working time (\(calendar)) of \(anchor)")
        case .earliest(let parts):
            pick("以下最早的一个（\(list(parts))）", "the earliest of (\(list(parts)))")
        case .latest(let parts):
            pick("以下最晚的一个（\(list(parts))）", "the latest of (\(list(parts)))")
        case .firstKnown(let parts):
            pick("以下最先查明的一个（\(list(parts))）", "the first known of (\(list(parts)))")
        case .rolled(let part, let calendar, _):
            pick(
                "\(self.due(part))，遇休息日顺延到下一个工作日（日历 \(calendar)）",
                "\(self.due(part)), or the next working day (\(calendar))")
        case .timed(let part, let minute):
            pick(
                "\(self.due(part))，当日 \(time(minute)) 止", "\(self.due(part)) at \(time(minute))")
        case .given(let condition, let part):
            pick(
                "\(self.due(part))（条件：\(condition.source.serialized())）",
                "\(self.due(part)) if \(condition.source.serialized())")
        case .firing: pick("到定期报告的时间", "when it fires")
        }
    }

    private func list(_ parts: [Due]) -> String {
        parts.map(due).joined(separator: pick("；", ", "))
    }

    private func time(_ minute: Int) -> String {
        "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }

    /// Returns the event from which a deadline is counted, in Chinese.
    private func event(_ anchor: Anchor) -> String {
        switch anchor {
        case .occurred: "发生"
        case .discovered: "发现"
        case .opened: "收到首条记录"
        case .closed: "办结"
        case .time(let name): " \(name) 时间"
        case .submitted(let name): " \(name) 报出"
        case .latestSubmitted(let names): " \(names.joined(separator: " 或 ")) 最近一次报出"
        case .due(let name): " \(name) 到期"
        case .received(let name): " \(name) 经对方确认"
        }
    }

    /// Returns a period in Chinese; a day counts by the calendar, 24 hours by the clock.
    private func span(_ period: Period) -> String {
        let seconds = period.exact.components.seconds
        let parts: [(count: Int64, unit: String)] = [
            (Int64(period.months / 12), "年"), (Int64(period.months % 12), "个月"),
            (Int64(period.days), "天"), (seconds / 3_600, "小时"), (seconds / 60 % 60, "分钟"),
            (seconds % 60, "秒"),
        ]
        let text = parts.filter { $0.count > 0 }.map { "\($0.count) \($0.unit)" }
        return text.isEmpty ? "0 秒" : text.joined(separator: " ")
    }
}
