import Calendars
import Cases
import Deliveries
import Rules

struct ChinesePhrasebook: Phrasebook {
    func heading(_ reason: Notice.Reason) -> String {
        switch reason {
        case .opened: "待报"
        case .approaching: "即将到时"
        case .overdue: "逾期未报"
        case .stillOverdue: "仍未报告"
        case .met: "已报告"
        case .insufficient: "报告不合要求"
        case .unmatched: "报告未计入"
        case .bypassed: "越级报告"
        case .sighted: "外界已知"
        case .waived: "豁免"
        case .missed: "漏报"
        case .catchUp: "补发提醒"
        case .exhausted: "催报已尽"
        case .nobody: "无人可通知"
        case .undecidable: "规则无法判定"
        case .implausible: "时间存疑"
        case .revoked: "不再应报"
        }
    }

    func badge(_ heading: String, late: Duration?) -> String {
        "【\(heading)\(late.map { " 已超\(span($0))" } ?? "")】"
    }

    func span(_ duration: Duration) -> String {
        let (days, hours, minutes) = duration.parts
        return (days > 0 ? "\(days)天" : "") + (hours > 0 ? "\(hours)小时" : "")
            + (minutes > 0 ? "\(minutes)分钟" : "")
    }

    func time(_ civil: CivilTime, zone: String) -> String {
        "\(civil.date.year)年\(civil.date.month)月\(civil.date.day)日 "
            + "\(twoDigits(civil.hour)):\(twoDigits(civil.minute))（\(zone)）"
    }

    func shortTime(_ civil: CivilTime, zone: String) -> String {
        "\(civil.date.month)月\(civil.date.day)日\(twoDigits(civil.hour)):\(twoDigits(civil.minute))"
            + "（\(zone)）"
    }

    func owes(_ owing: String, _ awaiting: String) -> String { "\(owing)应报\(awaiting)" }

    func labels() -> Labels {
        Labels(
            what: "事件", occurred: "发生时间", report: "应报", due: "时限", state: "状态",
            basis: "依据", action: "现在请", detail: "详情", told: "同时告知",
            untold: "尚未送达", addressee: "收件人", colon: "：")
    }

    func left(_ duration: Duration) -> String { "还剩\(span(duration))" }
    func late(_ duration: Duration) -> String { "已超\(span(duration))" }
    func waits(for question: String) -> String { "时限未起算，缺：\(question)" }

    func several(_ count: Int, earliest state: String?) -> String {
        "共\(grouped(count))次\(state.map { "，最早一次\($0)" } ?? "")"
    }

    func between(_ first: String, _ last: String) -> String { "\(first)至\(last)" }
    func more(_ count: Int) -> String { "另有\(grouped(count))项" }

    func because(_ because: Because) -> String {
        switch because {
        case .step(let address, let schedule):
            address + (schedule.map { "，由\($0)值班" } ?? "")
        case .operators: "运维人员"
        case .toldBefore: "此前已通知"
        case .owingUnit: "应报单位的值班人或负责人"
        case .awaitingUnit: "应收单位的值班人"
        }
    }

    func verdict(_ verdict: Obligation.Verdict) -> String {
        switch verdict.outcome {
        case .onTime: "按时报告"
        case .late(let by): "迟报\(span(by))"
        case .missed: "漏报"
        }
    }

    func waived(by person: String) -> String { "已由\(person)豁免" }

    func statement(_ heading: String, _ state: String?, _ matter: String) -> String {
        "\(heading)\(state.map { "，\($0)" } ?? "")：\(matter)"
    }

    func list(_ names: [String]) -> String { names.joined(separator: "、") }
    func shortDue(_ time: String) -> String { "时限\(time)" }

    func action(_ reason: Notice.Reason, _ role: ReaderRole, owing: String) -> String {
        switch (reason, role) {
        case (.met, _): "无需再做；此前的催报到此为止。"
        case (.insufficient, _): "按所述原因补正后重新报告。"
        case (.unmatched, _): "按提示补全后重新报告；在此之前该报告不计入。"
        case (.bypassed, _): "向\(owing)要报告；上级单位已先收到。"
        case (.sighted, _): "立即核实情况并报告；外界已知晓。"
        case (.waived, _): "已获豁免，无需再做。"
        case (.missed, _): "核实漏报原因并追责；情况仍须补报。"
        case (.exhausted, _): "各级催报均已发出仍无报告，请人工处置。"
        case (.nobody, _): "补全规则中的值班人或负责人，并代为通知。"
        case (.implausible, _): "核对记录中的时间并更正；在此之前只催报最近的各次。"
        case (.revoked, _): "无需再做；更正后的记录不要求此报告。"
        case (.undecidable, _): "补充缺少的信息或修改规则；在此之前不会自动催报。"
        case (.opened, .owing), (.approaching, .owing): "在时限前报告：先电话，后书面。"
        case (.opened, _), (.approaching, _): "提醒\(owing)按时报告：先电话，后书面。"
        case (_, .owing): "立即报告：先打电话，书面材料随后补报。"
        case (_, .awaiting): "立即向\(owing)催报，先要电话口头报告。"
        case (_, .other): "督促\(owing)立即报告。"
        }
    }

    func operation(_ kind: Delivery.Operation.Kind) -> (title: String, action: String) {
        switch kind {
        case .recordRefused: ("有记录被拒收", "按提示改正后重新投递；被拒的事件记录可能意味着时限将被错过。")
        case .rulesRefused: ("规则修改未生效", "按行号改正规则；旧规则仍在执行。")
        case .rulesRunOut: ("规则数据即将到期", "按提示补充；到期之后的时限无法推算。")
        case .scheduleGap: ("值班表有空档", "安排人员补上；空档期间的催报直接转下一步骤。")
        case .deliveryFailed: ("消息未能送达", "另行通知收件人，并检查通道。")
        case .caseSetAside: ("有事件无法处理，已搁置", "查看日志；该事件暂不自动催报。")
        case .intakeFailed: ("收件目录读取异常", "检查目录与磁盘。")
        case .channelFailing:
            ("一条发送通道不通", "检查该通道；消息改走其他方式，恢复后补发。")
        case .auditFailed:
            ("自查发现异常", "立即检查值守程序；心跳已停发，直到恢复正常。")
        case .auditGap:
            ("自查曾中断", "查明自查程序停顿的原因；其间心跳已停发。")
        case .heartbeatUnheard:
            ("心跳无人应答", "检查心跳地址；外部监测会报警，或永远不会报警。")
        case .wasDown:
            ("值守程序曾中断", "查明原因；中断期间应发的消息现已补发。")
        case .channelRecovered: ("发送通道已恢复", "无需处理；积压的消息正在发出。")
        case .templateFailed: ("消息模板无法使用", "按提示改正模板；在此之前使用内置文本发送。")
        }
    }

    func finding(_ kind: HealthIssue.Kind) -> String {
        switch kind {
        case .away: "自{from}至{until}无人值守"
        case .unaudited: "自{from}至{until}没有自查记录"
        case .clockWrong: "时钟显示为{from}"
        case .clockBack: "时钟被拨回：此前已到{from}"
        case .zoneMissing: "时区数据库中没有 {1}"
        case .storeUnreadable: "数据库无法读取：{1}"
        case .storeClosed: "数据库无法写入：{1}"
        case .schedulerIdle: "调度程序自{from}起没有工作"
        case .incidentDue: "有事件自{from}起应当处理，却无人处理"
        case .incidentForgotten: "事件 {1} 尚未了结，却不会再有任何动作"
        case .incidentsSetAside: "已搁置、不再催报的事件：{2}（共 {1} 件）"
        case .messageUntaken: "通道 {1} 上有消息自{from}起等待，无人取走"
        case .messageSlow: "通道 {1} 上有消息自{from}起等待，该通道发送过慢"
        case .messageHeld: "{from}的消息 {1} 仍在等待：{2}"
        case .operatorsUnheard: "{from}发给运维的消息 {1} 发不出去：{2}"
        case .operatorsUnreached: "有发给运维的消息已放弃发送，见 duebell deliveries --failed"
        case .heartbeatUnheard: "连续 {1} 次无人应答：{2}"
        }
    }

    func matters(_ count: Int) -> String { "\(count) 件事项" }

    func muted(_ count: Int, why: String?) -> String {
        "静默期间积压 \(count) 条消息\(why.map { "（\($0)）" } ?? "")；其中已了结的不再列出。"
    }

    func masked(
        incident: String, isOver: Bool
    ) -> (subject: String, what: String, action: String) {
        isOver
            ? (
                "有一件事项已了结", "内容不便经此通道发送（编号 \(incident)）",
                "无需再做；此前的提醒到此为止。"
            )
            : (
                "有一件事项等您处理", "内容不便经此通道发送（编号 \(incident)）",
                "请登录 Duebell 或致电值班室查看，并尽快处理。"
            )
    }

    func test() -> (title: String, body: String) {
        ("【测试】Duebell 测试消息", "这是一条测试消息，无需处理。收到即说明此通道可用。")
    }

    func mark(_ mark: Unreal) -> (sign: String, meaning: String) {
        switch mark {
        case .drill: ("【演练】", "这是演练，不是真实事件。")
        case .test: ("【测试】", "这是一条测试消息，所述情况仅供查看，无需处理。")
        }
    }

    func signature() -> String { "此消息由 Duebell 自动发出。" }
}
