package import Calendars
package import Cases
package import JSON
package import Messages
package import Rules
package import Storage

/// The words of commands that show cases, deliveries and rosters.
package struct ViewPhrases: Bilingual {
    package let language: Language

    package init(_ language: Language) {
        self.language = language
    }

    package var opened: String { pick("应报", "required ") }
    package var moved: String { pick("时限变动", "moved    ") }
    package var notStarted: String { pick("未起算", "not started") }
    package var due: String { pick("时限", "due") }
    package var verdict: String { pick("判定", "verdict  ") }
    package var waived: String { pick("豁免", "waived   ") }
    package var reopened: String { pick("恢复应报", "reopened ") }
    package var replanned: String { pick("改用规则", "replanned") }
    package var before: String { pick("原时限", "was") }
    package var nothingChanges: String {
        pick("现行规则不改变任何未结事件。", "The current rules change no open incident.")
    }
    package var othersInForce: String {
        pick(
            "值守程序现用的是另一套规则；须先让它启用这里的规则，才能应用。",
            "the watcher uses other rules; it must put these rules in force before they can be "
                + "applied")
    }
    package var fault: String { pick("问题", "fault    ") }
    package var cleared: String { pick("问题消除", "cleared  ") }

    package func times(_ zone: String) -> String {
        pick("以下时间均为 \(zone) 时间", "All times are in \(zone).")
    }
    package var timing: String { pick("发送时机：", "timing: ") }
    package func timing(_ step: Int, _ offset: Offset, _ deadline: String?) -> String {
        let due = deadline.map { pick("时限 \($0)", "the deadline \($0)") } ?? due
        guard !offset.period.isZero else {
            return pick("第 \(step) 步：到\(due)", "step \(step) runs at \(due)")
        }
        let span = span(offset.period)
        return offset.isNegative
            ? pick("第 \(step) 步：\(due)前\(span)", "step \(step) runs \(span) before \(due)")
            : pick("第 \(step) 步：\(due)后\(span)", "step \(step) runs \(span) after \(due)")
    }
    package func timing(_ step: Int, afterOpening period: Period) -> String {
        period.isZero
            ? pick("第 \(step) 步：应报之时", "step \(step) runs when the obligation opens")
            : pick(
                "第 \(step) 步：应报之后\(span(period))",
                "step \(step) runs \(span(period)) after the obligation opens")
    }
    /// Returns a span as messages show it, from a day on without its minutes.
    package func span(_ duration: Duration) -> String {
        let minutes = duration.wholeMilliseconds / 60_000
        let shown = minutes < 1_440 ? minutes : minutes - minutes % 60
        return phrases.span(.seconds(shown * 60))
    }
    /// Returns a delay, as in `49 ms`, `12 s` or `3 h 5 min`.
    package func delay(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        if abs(milliseconds) < 10_000 { return pick("\(milliseconds)毫秒", "\(milliseconds) ms") }
        guard milliseconds >= 120_000 else {
            return pick("\(milliseconds / 1_000)秒", "\(milliseconds / 1_000) s")
        }
        return span(duration)
    }
    private func span(_ period: Period) -> String {
        period.exactDuration.map(phrases.span) ?? period.text
    }
    package func timing(_ step: Int, share: String, _ deadline: String?) -> String {
        let due = deadline.map { pick("时限 \($0)", "the deadline \($0)") } ?? due
        return pick(
            "第 \(step) 步：至\(due) 全程的 \(share)",
            "step \(step) runs when \(share) of the time to \(due) has passed")
    }
    /// Returns the working time that a step follows, to be appended to its timing.
    package func workingTime(_ hours: EscalationStep.Hours) -> String {
        switch (hours.areCounted, hours.areKept) {
        case (true, false):
            pick("（按 \(hours.calendar) 工作时间计）", ", in working time of \(hours.calendar)")
        case (false, _):
            pick("（仅在 \(hours.calendar) 工作时间内）", ", only in working time of \(hours.calendar)")
        case (true, true):
            pick(
                "（按 \(hours.calendar) 工作时间计，且仅在其内）",
                ", in and only in working time of \(hours.calendar)")
        }
    }
    package func deadline(_ time: String) -> String {
        pick("时限 \(time)", "the deadline is \(time)")
    }
    package var operators: String {
        pick("设置中的运维联系人", "an operator, who is notified of problems in Duebell itself")
    }
    package var asTest: String { pick("测试消息", "test message") }
    /// Returns the reason of a digest, with its time if wanted.
    package func asDigest(_ name: String, _ time: String?) -> String {
        let at = time.map { pick("，\($0)", ", \($0)") } ?? ""
        return pick("清单 \(name)\(at)", "digest \(name)\(at)")
    }
    package func others(_ count: Int) -> String {
        pick("以及另外 \(count) 件事项", "and \(count) other matter\(count == 1 ? "" : "s")")
    }
    package func nextTry(_ time: String) -> String { pick("下次尝试：\(time)", "next attempt: \(time)") }
    package var carrier: String { pick("所并入的消息：", "combined message: ") }

    package var why: String { pick("发送原因：", "reason: ") }
    package var whom: String { pick("收件依据：", "recipient chosen by: ") }
    package var when: String { pick("应发时间：", "scheduled for: ") }
    package var road: String { pick("通道：", "channel: ") }
    package var answer: String { pick("对方答复：", "reply: ") }
    package func see(_ id: String) -> String {
        pick("见 `duebell explain \(id)`", "see `duebell explain \(id)`")
    }
    package var remark: String { pick("说明：", "note: ") }
    package func step(_ number: Int) -> String { pick("第 \(number) 步", "step \(number)") }
    package var comma: String { pick("，", ", ") }
    package var semicolon: String { pick("；", "; ") }
    package var failover: String { pick("（前一种方式不通）", " (the previous one failed)") }
    package func wayOfContact(_ number: Int) -> String {
        pick("联系人的第 \(number) 种方式", "contact method \(number)")
    }
    package func wayOfStep(_ number: Int) -> String {
        pick("该步骤指定的第 \(number) 种方式", "contact method \(number) of the step")
    }
    package var noDeliveries: String { pick("没有这样的消息。", "No messages found.") }

    /// Returns the sentences for the facts of faults, with times as a view writes them.
    package func facts(
        of rulebook: Rulebook, time: @escaping @Sendable (Instant) -> String
    ) -> FaultPhrases {
        FaultPhrases(language, naming: rulebook, time: time)
    }

    /// The sentences about the history of a delivery.
    package var phrases: DeliveryPhrases { DeliveryPhrases(language) }

    package func state(_ state: OutboxEntry.State) -> String {
        switch state {
        case .waiting: pick("待发", "waiting")
        case .delivered: pick("已送达", "delivered")
        case .refused: pick("被拒", "refused")
        case .withdrawn: pick("已撤回", "withdrawn")
        case .expired: pick("已过时", "expired")
        case .merged: pick("已并入", "merged")
        }
    }

    package var listIsPartial: String {
        pick(
            "升级后清单尚在补齐，以下可能不全。",
            "the list is still being rebuilt after an upgrade and may be incomplete")
    }
    package var noIncidentRecord: String {
        pick("尚无事件记录，只收到相关记录", "no incident record, only related records")
    }
    package var waits: String { pick("未起算，缺", "not started, missing") }
    package var sinceEvent: String { pick("自事发", "since the event") }
    package var sinceRecord: String { pick("自收到记录", "since the record arrived") }
    package func left(_ span: String) -> String { pick("还剩\(span)", "\(span) left") }
    package func late(_ span: String) -> String { pick("已超\(span)", "\(span) late") }
    package var owed: String { pick("应报：", "Obligations:") }
    package var rules: String { pick("规则（按现行规则）：", "Rules (as currently in force):") }
    package var happened: String { pick("经过：", "History:") }
    package var sent: String { pick("发送：", "Messages:") }
    package var by: String { pick("经", "on") }
    package var next: String { pick("下一动作：", "Next action: ") }
    package var nothing: String { pick("无", "none") }

    package var noSchedules: String { pick("规则中没有值班表。", "The rules define no schedules.") }
    package var nobodyOnCall: String { pick("无人值班", "NOBODY") }
    package var until: String { pick("至", "until") }
    package var then: String { pick("接班", "then") }
    /// The word for a role of a unit; the name in the rules for any but the usual ones.
    package func role(_ role: UnitRole) -> String {
        switch role {
        case .duty: pick("值班", "duty")
        case .leader: pick("负责人", "leader")
        default: role.rawValue
        }
    }

    package func match(_ outcome: RuleMatch.Outcome) -> String {
        switch outcome {
        case .applies: pick("适用", "applies")
        case .doesNot: pick("不适用", "does not apply")
        case .notInForce: pick("不在施行期", "not in force")
        case .undecidable(let why):
            pick("无法判定：", "undecidable: ") + FaultPhrases.program(in: language).text(why)
        }
    }

    /// Returns a value named in the condition of a rule.
    package func value(_ path: String, _ value: JSON?) -> String {
        "\(path) = \(value?.serialized() ?? pick("未填写", "absent"))"
    }

    package func reason(_ reason: Notice.Reason) -> String {
        switch reason {
        case .opened: pick("应报提醒", "report required")
        case .approaching: pick("即将到时", "due soon ")
        case .overdue: pick("逾期未报", "overdue  ")
        case .stillOverdue: pick("仍未报告", "still overdue")
        case .met: pick("已报告", "met      ")
        case .insufficient: pick("报告不合要求", "insufficient")
        case .unmatched: pick("报告未计入", "not counted")
        case .incomplete: pick("报告要素不全", "incomplete")
        case .misnamed: pick("记录有误", "error in record")
        case .bypassed: pick("越级报告", "bypassed ")
        case .sighted: pick("外界已知", "known elsewhere")
        case .waived: pick("豁免", "waived   ")
        case .missed: pick("漏报", "missed   ")
        case .catchUp: pick("补发提醒", "catch-up ")
        case .exhausted: pick("催报无果", "exhausted")
        case .nobody: pick("无人可通知", "no recipient")
        case .undecidable: pick("无法判定", "undecidable")
        case .implausible: pick("时间存疑", "implausible")
        case .limit: pick("达到上限", "limit reached")
        case .revoked: pick("不再需报", "no longer due")
        case .merged: pick("并案", "merged   ")
        case .separated: pick("撤销并案", "separated")
        }
    }

    package func outcome(_ verdict: Obligation.Verdict) -> String {
        switch verdict.outcome {
        case .onTime: pick("按时", "on time")
        case .late(let by): pick("迟报", "late by ") + phrases.span(by)
        case .missed: pick("漏报", "missed")
        }
    }

    /// Returns the outcome with the number of contents that its report lacks.
    package func outcome(_ verdict: Obligation.Verdict, lacking count: Int) -> String {
        outcome(verdict) + (count == 0 ? "" : pick("，缺\(count)项", ", \(count) lacking"))
    }

    package func status(_ status: Obligation.DueStatus) -> String {
        switch status {
        case .notStarted: pick("未起算", "not started")
        case .pending: pick("待报", "pending")
        case .approaching: pick("即将到时", "approaching")
        case .overdue: pick("逾期", "OVERDUE")
        case .met: pick("已报", "met")
        case .waived: pick("豁免", "waived")
        case .missed: pick("漏报", "MISSED")
        }
    }
}
