import Calendars
import Deliveries
import Rules

/// The sentences of a digest.
struct DigestPhrases: Bilingual {
    let language: Language

    var badge: String { language.phrases.badge(pick("清单", "DIGEST"), nil) }
    var title: String { pick("报送情况清单", "Reports outstanding") }
    var overdue: String { pick("逾期未报", "Overdue") }
    var pending: String { pick("未到时限", "Not yet due") }
    var waiting: String { pick("时限未起算", "Deadline not known yet") }
    var withheld: String { pick("（内容按密级略去）", "(content withheld)") }
    var drill: String { pick("【演练】", "[DRILL] ") }
    var sentLate: String {
        pick(
            "此清单晚发：到点时值守程序未运行，或消息当时发不出去。",
            "This list is late: the watcher was not running at its time, or it could not be sent.")
    }

    /// Returns the heading of the verdicts since an instant.
    func decided(since time: String) -> String {
        pick("\(time) 以来已了结", "Decided since \(time)")
    }

    /// Returns the sentence above the list: the time it is for, and the numbers.
    func summary(at time: String, _ counts: String) -> String {
        pick("截至 \(time)：\(counts)。", "As of \(time): \(counts).")
    }

    /// Returns the numbers of open reports, those that are not zero.
    func open(_ counts: DigestList.Counts) -> String {
        let parts = [
            (counts.overdue, pick("逾期未报", "overdue")),
            (counts.pending, pick("未到时限", "not yet due")),
            (counts.waiting, pick("时限未起算", "without a deadline yet")),
        ].filter { $0.0 > 0 }
        if parts.isEmpty { return pick("无待报事项", "nothing outstanding") }
        return parts.map { number($0.0, $0.1) }.joined(separator: pick("，", ", "))
    }

    /// Returns the numbers of decided reports, those that are not zero; nil for none.
    func decided(_ counts: DigestList.Counts) -> String? {
        let parts = [
            (counts.onTime, pick("按时", "on time")), (counts.late, pick("迟报", "late")),
            (counts.missed, pick("漏报", "missed")),
        ].filter { $0.0 > 0 }
        if parts.isEmpty { return nil }
        return parts.map { number($0.0, $0.1) }.joined(separator: pick("，", ", "))
    }

    private func number(_ count: Int, _ word: String) -> String {
        pick("\(word) \(count) 项", "\(grouped(count)) \(word)")
    }

    /// Returns the line for the reports that are not written out.
    func more(_ count: Int) -> String {
        pick(
            "另有 \(count) 项未列出，见 `duebell list`。", "And \(grouped(count)) more; see `duebell list`.")
    }

    /// Returns a day and a time without the year and the zone.
    func moment(_ civil: CivilTime) -> String {
        let time = "\(twoDigits(civil.hour)):\(twoDigits(civil.minute))"
        let date = civil.date
        return pick(
            "\(date.month)月\(date.day)日 \(time)",
            "\(date.day) \(EnglishPhrasebook.months[date.month - 1].prefix(3)) \(time)")
    }

    /// Returns the parties of a report.
    func parties(_ owing: String, _ awaiting: String) -> String { "\(owing) → \(awaiting)" }
}
