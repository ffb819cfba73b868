import Calendars
import Cases
import JSON
import Rules

/// The sentences for facts about the rules and about Duebell.
extension FaultPhrases {
    func rules(_ detail: FaultDetail) -> String? {
        switch detail {
        case .undecided(let why): text(why)
        case .responsibilityUndecided(let why):
            pick("无法判定应报单位：", "the reporting unit cannot be determined: ") + text(why)
        case .responsibilityUnsaid:
            pick("未写明应报单位", "the reporting unit is not stated")
        case .responsibilityMissing:
            pick("规则未写明应报单位", "the rule does not state the reporting unit")
        case .responsibleUnknown(let name):
            pick(
                "规则中没有记录所写的单位“\(InvisibleCharacters.shown(in: name.name))”",
                "the record names a unit `\(InvisibleCharacters.shown(in: name.name))` "
                    + "that is not in the rules")
                + (name.nearest.map { pick("，最接近的是“\($0)”", "; nearest is `\($0)`") } ?? "")
        case .awaitingMissing(let reference, let units):
            awaitingMissing(reference, units)
        case .noRecipient(let step):
            pick("第 \(step) 步无人可通知", "step \(step) has no recipient")
        case .clockStep(let step, let question):
            pick(
                "第 \(step) 步未按工作时间，按钟点发出：",
                "step \(step) follows the clock, not working time: ") + text(question)
        case .scheduleUncovered(let incomplete):
            pick("无法确定应报时间：", "when it is due: ") + text(incomplete)
        case .noWorkingDay(let days):
            pick(
                "无法确定应报时间：日程随后的 \(days) 天中没有日历上的工作日",
                "when it is due: none of the next \(days) days that the schedule names is a "
                    + "working day of the calendar")
        case .open(let question): text(question)
        case .passedOver(let count, let from, let through, let anchors):
            passedOver(count, time(from), time(through), anchors)
        case .watcherDown(let from, let until):
            pick(
                "值守程序自 \(time(from)) 至 \(time(until)) 未运行",
                "down from \(time(from)) to \(time(until))")
        case .limit(let limit): text(limit)
        default: nil
        }
    }

    private func awaitingMissing(_ reference: String, _ units: [Unit.ID]) -> String {
        let shown = units.prefix(3).map { unit($0) }
        let more = units.count - shown.count
        return pick(
            "没有单位可作为 \(reference)：\(shown.joined(separator: "、"))"
                + (more > 0 ? "等 \(units.count) 个单位" : "") + "的报告无处可报",
            "no unit stands for `\(reference)`: \(shown.joined(separator: ", "))"
                + (more > 0 ? " and \(more) more" : "") + " must report, but to nobody")
    }

    private func text(_ limit: FaultDetail.Limit) -> String {
        switch limit {
        case .updates(let count, let through):
            pick(
                "更新 \(count) 次；\(time(through)) 及以前的合为一次保存，应报事项所依据的除外",
                "\(count) updates; those through \(time(through)) are kept as one, except where an "
                    + "obligation rests on them")
        case .occurrences(let count, let number, let through):
            pick(
                "超过 \(count) 次；第 \(number) 次（\(time(through)) 到期）及以前的不再催报，"
                    + "未报的记为漏报",
                "more than \(count) occurrences; those through #\(number), due \(time(through)), "
                    + "are not followed up any more, and those without a report are missed")
        case .firings(let count, let number, let through):
            pick(
                "超过 \(count) 期；第 \(number) 期（\(time(through)) 到期）及以前的结论不再变更",
                "more than \(count) deadlines; the verdicts through #\(number), due "
                    + "\(time(through)), are final")
        }
    }

    private func passedOver(
        _ count: Int, _ from: String, _ through: String, _ anchors: [FaultDetail.AnchorTime]
    ) -> String {
        let said = listed(anchors.map { "\(text($0.anchor)) \(time($0.at))" })
        return pick(
            "时限自 \(from) 至 \(through) 的 \(count) 次不予催报；记录所写：\(said)",
            "\(count) occurrences due from \(from) through \(through) are not asked for; the "
                + "record says \(said)")
    }
}
