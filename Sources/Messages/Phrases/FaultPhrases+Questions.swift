import Calendars
package import Cases
package import Rules

/// The sentences for open questions, and for conditions that cannot be decided.
extension FaultPhrases {
    package func text(_ question: OpenQuestion) -> String {
        switch question {
        case .anchor(let anchor): text(anchor)
        case .timeOfDay(let anchor, let date):
            pick(
                "\(text(anchor))只有日期 \(date)，没有时刻",
                "\(text(anchor)): \(date) is a date without a time of day")
        case .condition(let source): pick("条件是否成立：", "whether ") + source
        case .firing: pick("定期报告的时间", "the firing of its schedule")
        case .bound: pick("各项时限中的任何一项", "no bound")
        case .calendar(let id): pick("规则中没有日历 \(id)", "calendar \(id) is not in the rules")
        case .coverage(let incomplete): text(incomplete)
        case .legacy(let sentence): sentence
        }
    }

    func text(_ incomplete: WorkCalendar.Incomplete) -> String {
        let (first, last) = (incomplete.covers.lowerBound, incomplete.covers.upperBound)
        return pick(
            "日历 \(incomplete.calendar) 只含 \(first) 至 \(last)，缺 \(incomplete.date)",
            incomplete.description)
    }

    /// Returns the anchor of a deadline in words.
    package func text(_ anchor: Anchor) -> String {
        guard language == .chinese else {
            return isForPeople ? english(anchor) : anchor.description
        }
        return switch anchor {
        case .occurred: "事发时间"
        case .discovered: "发现时间"
        case .opened: "收到记录的时间"
        case .closed: "办结时间"
        case .time(let name): "“\(name)”的时间"
        case .submitted(let name): "“\(StageName.chinese(name))”的报送时间"
        case .latestSubmitted(let names):
            names.map { "“\(StageName.chinese($0))”" }.joined(separator: "或")
                + "最近一次报送的时间"
        case .due(let name): "“\(StageName.chinese(name))”的时限"
        case .received(let name): "“\(StageName.chinese(name))”的签收时间"
        }
    }

    private func english(_ anchor: Anchor) -> String {
        switch anchor {
        case .occurred: "the time of the event"
        case .discovered: "the time of discovery"
        case .opened: "the arrival of the record"
        case .closed: "the closing of the incident"
        case .time(let name): "the time `\(name)`"
        case .submitted(let name): "the report `\(name)`"
        case .latestSubmitted(let names):
            "the latest report of \(names.map { "`\($0)`" }.joined(separator: " or "))"
        case .due(let name): "the deadline of the report `\(name)`"
        case .received(let name): "the receipt of the report `\(name)`"
        }
    }
}

extension FaultPhrases {
    /// Returns the reason why a condition cannot be decided.
    package func text(_ why: Undecidable) -> String {
        guard language == .chinese else { return why.description }
        return switch why {
        case .absent(let operand): "\(text(operand)) 未填写"
        case .unfit(let operand, let kind, let need):
            "\(text(operand)) 是\(kind.chinese)，\(text(need))"
        case .noTime(let operand, let text, let error):
            "\(self.text(operand)) “\(text)” \(self.text(error))"
        case .noCount: "plusTime 的数量不是整数"
        case .noUnit: "plusTime 的单位不是时间单位"
        case .beyondYears: "plusTime 的结果不在公元 1 年至 9999 年之间"
        case .tooManySteps: "条件的运算步数超过上限"
        case .tooDeep: "条件得出的值嵌套过深"
        case .noNumber(let name): "“\(name)”的结果不是数"
        }
    }

    private func text(_ operand: Undecidable.Operand) -> String {
        switch operand {
        case .path(let path): path
        case .computedPath: "某个 var"
        case .argument(let number, let name): "“\(name)”的第 \(number) 个参数"
        }
    }

    private func text(_ need: Undecidable.Need) -> String {
        switch need {
        case .time: "不是时间"
        case .textOrList: "既不是文字，也不是列表"
        case .number(let name): "不是可用于“\(name)”的数"
        }
    }

    private func text(_ error: TimestampError) -> String {
        switch error {
        case .notATime: "不是 2026-05-12T16:00:00+08:00 这样的时间"
        case .bareDate: "只有日期，没有时刻"
        case .noOffset: "没有写时区，如 +08:00 或 Z"
        case .noSuchTime: "是不存在的日期或时间"
        }
    }
}
