import Calendars
import Cases
import Deliveries
import Rules

struct ChinesePhrasebook: Phrasebook {
    var language: Language { .chinese }

    func heading(_ reason: Notice.Reason) -> String {
        switch reason {
        case .opened: "应报"
        case .approaching: "即将到时"
        case .overdue: "逾期未报"
        case .stillOverdue: "仍未报告"
        case .met: "已报告"
        case .insufficient: "报告不合要求"
        case .incomplete: "报告要素不全"
        case .unmatched: "报告未计入"
        case .misnamed: "记录有误"
        case .bypassed: "越级报告"
        case .sighted: "外界已知"
        case .waived: "豁免"
        case .missed: "漏报"
        case .catchUp: "补发提醒"
        case .exhausted: "催报无果"
        case .nobody: "无人可通知"
        case .undecidable: "规则无法判定"
        case .implausible: "时间存疑"
        case .limit: "达到上限"
        case .revoked: "不再需报"
        case .merged: "并案"
        case .separated: "撤销并案"
        }
    }

    func badge(_ heading: String, _ state: String?) -> String {
        "【\(heading)\(state.map { " \($0)" } ?? "")】"
    }

    func seal(_ text: String) -> String { "【\(text)】" }

    func span(_ duration: Duration) -> String {
        let (days, hours, minutes) = duration.parts
        let text =
            (days > 0 ? "\(days)天" : "") + (hours > 0 ? "\(hours)小时" : "")
            + (minutes > 0 ? "\(minutes)分钟" : "")
        return text.isEmpty ? "不到1分钟" : text
    }

    func time(_ civil: CivilTime, zone: String) -> String {
        "\(civil.date.year)年\(civil.date.month)月\(civil.date.day)日 "
            + "\(twoDigits(civil.hour)):\(twoDigits(civil.minute))（\(zone)）"
    }

    func shortTime(_ civil: CivilTime) -> String {
        "\(civil.date.month)月\(civil.date.day)日\(twoDigits(civil.hour)):\(twoDigits(civil.minute))"
    }

    func mustReport(_ owing: String, _ awaiting: String) -> String { "\(owing)应报\(awaiting)" }
    func reported(_ sender: String, _ awaiting: String) -> String { "\(sender)已报\(awaiting)" }
    func didNotReport(_ owing: String, _ awaiting: String) -> String {
        "\(owing)未报\(awaiting)"
    }
    func needNotReport(_ owing: String, _ awaiting: String) -> String {
        "\(owing)无需再报\(awaiting)"
    }
    func stage(_ stage: String, of units: String) -> String {
        "\(units)（\(StageName.chinese(stage))）"
    }

    func anyOf(_ names: [String]) -> String { names.joined(separator: "或") }
    func allOf(_ names: [String]) -> String { names.joined(separator: "、") }

    func labels() -> Labels {
        Labels(
            what: "事件", occurred: "发生时间", report: "报送", due: "时限", state: "状态",
            submitted: "报送时间", stillOpen: "尚待报送", basis: "依据", instruction: "批示", action: "请办理",
            detail: "详情", told: "同时通知", untold: "尚未送达", addressee: "收件人", colon: "：")
    }

    func left(_ duration: Duration) -> String { "还剩\(span(duration.coarse))" }
    func late(_ duration: Duration) -> String { "已超\(span(duration))" }
    func dueNow() -> String { "时限已到" }
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
        case .toldBefore: "此前已收到催报"
        case .owingUnit: "应报单位的值班人或负责人"
        case .awaitingUnit: "应收单位的值班人"
        case .author: "记录的报送人"
        }
    }

    func verdict(_ verdict: Obligation.Verdict) -> String {
        switch verdict.outcome {
        case .onTime: "按时"
        case .late(let by): "迟报\(span(by))"
        case .missed: "漏报"
        }
    }

    func waived(by person: String, until time: String?) -> String {
        "由\(person)批准\(time.map { "，至\($0)止" } ?? "")"
    }

    func submission(_ parts: SubmissionParts) -> String {
        parts.time + (parts.form.map { "，形式：\(Self.forms[$0] ?? $0)" } ?? "")
            + (parts.by.map { "，报送人：\($0)" } ?? "")
            + (parts.clearedBy.map { "，签发人：\($0)" } ?? "")
            + (parts.verifiedBy.map { "，核实人：\($0)" } ?? "")
    }

    func instruction(_ text: String, by person: String) -> String {
        "\(person)：\(text)"
    }

    private static let forms = [
        "verbal": "口头", "phone": "电话", "written": "书面", "fax": "传真", "web": "网络",
        "network": "网络",
    ]

    func statement(_ heading: String, _ state: String?, _ matter: String) -> String {
        "\(heading)\(state.map { "，\($0)" } ?? "")：\(matter)"
    }

    func open(_ parties: String, _ due: String?, _ state: String) -> String {
        "\(parties)，\(due.map { "时限\($0)，" } ?? "")\(state)"
    }

    func sentences(_ texts: [String]) -> String { texts.joined() }

    func titled(_ title: String, _ names: [String]) -> String {
        names.isEmpty ? title : "\(title)（\(names.joined(separator: "，"))）"
    }

    func period(_ parties: String, _ deadline: String, count: Int) -> String {
        "\(parties)（\(deadline)\(count > 1 ? "，共\(count)份" : "")）"
    }

    func due(_ parties: String, _ due: String) -> String { "\(parties)，时限\(due)" }
    func nextLabel() -> String { "下一期" }
    func nextBrief(_ time: String) -> String { "下一期\(time)" }
    func nextBulletin(_ due: String) -> String { "目前无需办理；下一期时限\(due)。" }
    func waivedUntil(_ time: String) -> String { "\(time)之前无需报送；此后仍须报送。" }

    func openBrief(_ awaiting: String, _ state: String) -> String {
        "\(awaiting)尚未报，\(state)"
    }

    func list(_ names: [String]) -> String { names.joined(separator: "、") }
    func shortDue(_ time: String) -> String { "时限\(time)" }
    func sentLate() -> String { "本通知发出晚于预定时间：记录到达较迟，或豁免、办结已结束，或值守程序曾中断。" }
    func missedBulletin() -> String { "核实漏报原因；本期已过时限，不再补报，以后各期照常报送。" }
    func otherUnitsOpen() -> String { "您无需办理；本事件另有报告尚未到。" }

    func openAction(
        _ role: ReaderRole, owing: String, awaiting: String, due: String?, isLate: Bool
    ) -> String {
        switch role {
        case .owing where isLate: "立即报\(awaiting)。"
        case .awaiting where isLate: "立即向\(owing)催报。"
        case .other where isLate: "督促\(owing)立即报\(awaiting)。"
        case .owing: due.map { "在\($0)前报\(awaiting)。" } ?? "另须报\(awaiting)。"
        case .awaiting, .other:
            "督促\(owing)\(due.map { "在\($0)前" } ?? "")报\(awaiting)。"
        }
    }

    func action(
        _ reason: Notice.Reason, _ role: ReaderRole, _ parties: ActionParties, isVerbalFirst: Bool
    ) -> String {
        let owing = allOf(parties.owing)
        let awaiting = parties.awaiting ?? "告"
        let byPhone = isVerbalFirst ? "，先电话，后书面" : ""
        return switch (reason, role) {
        case (.met, _): "无需再办，催报已停止。"
        case (.insufficient, _): "按所述原因补正后重新报送。"
        case (.incomplete, _): "该报告已计入；所缺内容请另报一份更正报告补上。"
        case (.unmatched, _): "按所述更正后重新报送；在此之前该报告不计入。"
        case (.misnamed, _): "核对该记录，按所述更正后重新报送。"
        case (.bypassed, _): "请向\(owing)要报告；上级单位已先收到。"
        case (.sighted, _): "立即核实情况并报告；外界已先知晓。"
        case (.waived, _): "已获豁免，无需再报。"
        case (.missed, _): "核实漏报原因；情况仍须补报。"
        case (.exhausted, _): "各级催报均已发出，仍未收到报告，请人工处置。"
        case (.nobody, _): "在规则中补上值班人或负责人，并另行通知该单位。"
        case (.implausible, _): "核对记录中的时间并更正；在此之前只催报最近各次。"
        case (.merged, _): "此后以本事件编号为准；此前所报一并计入。"
        case (.separated, _): "此后按各自编号分别报告。"
        case (.limit, _): "核查规则和数据来源，看重复是否过于频繁；最新的各次照常催报。"
        case (.revoked, _): "无需再办；更正后的记录不要求此报告。"
        case (.undecidable, _): "补充所缺信息或修改规则；在此之前不会自动催报。"
        case (.opened, .owing), (.approaching, .owing): "在时限前报\(awaiting)\(byPhone)。"
        case (.opened, _), (.approaching, _): "提醒\(owing)按时报告\(byPhone)。"
        case (_, .owing):
            isVerbalFirst
                ? "立即报\(awaiting)：先打电话，书面材料随后补报。" : "立即报\(awaiting)。"
        case (_, .awaiting):
            isVerbalFirst
                ? "立即向\(owing)催报，先要电话口头报告。" : "立即向\(owing)催报。"
        case (_, .other): "督促\(owing)立即报告。"
        }
    }

    func operation(_ kind: Delivery.Operation.Kind) -> (title: String, action: String) {
        switch kind {
        case .recordRefused: ("有记录被退回", "按提示改正后重新报送；被退回的事件记录可能导致误了时限。")
        case .incidentUnknown: ("记录所写的事件不存在", "更正记录中的事件编号，或补报事件记录；在此之前该记录不起作用。")
        case .rulesRefused: ("规则修改未生效", "按所列行号改正；改正之前仍执行原规则。")
        case .rulesRunOut: ("规则数据即将到期", "按提示补充；到期之后的时限无法计算。")
        case .scheduleGap: ("值班表有空档", "安排人员补上；空档期间的催报直接转下一步骤。")
        case .deliveryFailed: ("消息未能送达", "另行通知收件人，并检查通道。")
        case .caseSetAside: ("有事件处理出错，已搁置", "查看日志；修复之前不会就该事件催报。")
        case .intakeFailed: ("收件目录无法读取", "检查收件目录与磁盘。")
        case .channelFailing: ("发送通道故障", "检查该通道；恢复之前消息改走其他联系方式。")
        case .auditFailed: ("自检发现异常", "立即检查值守程序；问题解决之前停发心跳。")
        case .auditGap: ("自检曾中断", "查明自检中断的原因；其间心跳已停发。")
        case .heartbeatUnheard: ("心跳未得到应答", "检查心跳地址；外部监测将报警，或已无法报警。")
        case .wasDown: ("值守程序曾中断", "查明原因；中断期间应发的消息现已补发。")
        case .clockStep: ("系统时钟被调整", "检查本机的时间同步服务；各项时限按调整后的时钟计算。")
        case .channelRecovered: ("发送通道已恢复", "无需处理；积压的消息正在发出。")
        case .templateFailed: ("消息模板无法使用", "按提示改正模板；改正之前使用内置文本。")
        }
    }

    func finding(_ kind: HealthIssue.Kind) -> String {
        switch kind {
        case .away: "自{from}至{until}值守程序未运行"
        case .unaudited: "自{from}至{until}没有自检记录"
        case .clockWrong: "时钟显示为{from}"
        case .clockStepped: "系统时钟由{from}调整为{until}"
        case .clockBack: "时钟被拨回：此前已到{from}"
        case .zoneMissing: "时区数据库中没有 {1}"
        case .storeUnreadable: "数据库无法读取：{1}"
        case .storeClosed: "数据库无法写入：{1}"
        case .schedulerIdle: "调度程序自{from}起没有运行"
        case .incidentDue: "有事件自{from}起应当处理而未处理"
        case .incidentForgotten: "事件 {1} 尚未办结，却没有后续动作"
        case .incidentsSetAside: "已搁置、不再催报的事件：{2}（共 {1} 件）"
        case .messageUntaken: "通道 {1} 上有消息自{from}起等待发送，无人处理"
        case .messageSlow: "通道 {1} 上有消息自{from}起等待发送，该通道发送过慢"
        case .messageHeld: "{from}的消息 {1} 仍在等待：{2}"
        case .operatorsUnheard: "{from}发给运维的消息 {1} 无法发出：{2}"
        case .operatorsUnreached: "有发给运维的消息已放弃发送，见 duebell deliveries --failed"
        case .heartbeatUnheard: "连续 {1} 次未得到应答：{2}"
        case .calendarEnds, .calendarEnded, .gap, .gapUntil, .gapFrom, .gapAlways, .gapsMore,
            .channelUnopened, .messageGivenUp, .noticeGivenUp, .drillNoticeGivenUp, .replyWithheld,
            .messageUnreadable, .incidentUnreadable, .incidentFailed, .bounceUnclear,
            .bounceUnreadable, .bounceStays, .noRecordFile, .fileDeleted, .filesDeleted,
            .digestUnaddressed, .fileEndless, .operationFailed, .recordRefused,
            .incidentUnknown, .incidentUnknownNearest, .moreErrors, .moreFiles:
            AlertPhrases.chinese(kind)
        }
    }

    func names(of finding: HealthIssue) -> [String] {
        let names = finding.names
        guard finding.kind == .operationFailed, names.count == 3 else { return names }
        return [names[0], FileWords.operation(names[1]), FileWords.error(names[2])]
    }

    func problem(_ problem: RecordProblem) -> String {
        RecordProblemPhrases(language: .chinese).text(problem)
    }

    func comma() -> String { "，" }
    func semicolon() -> String { "；" }

    func matters(_ count: Int) -> String { "\(count) 件事项" }
    func overview(_ count: Int) -> String { "共 \(count) 件事项，急者在前：" }
    func listedOnly(_ count: Int) -> String { "其余 \(count) 件只列于上，不再详述。" }

    func muted(_ count: Int, why: String?) -> String {
        "静默期间积压 \(count) 条消息\(why.map { "（\($0)）" } ?? "")；其间已办结的不再列出。"
    }

    func masked(
        incident: String, _ phase: MaskedPhase
    ) -> (subject: String, what: String, action: String) {
        let what = "内容不便经此通道发送（编号 \(incident)）"
        return switch phase {
        case .pending: ("有一件事项待您办理", what, "请向值班室了解详情，并尽快办理。")
        case .partly: ("一份报告已办结，另有报告未到", what, "请向值班室了解详情，并尽快办理。")
        case .done: ("一份报告已办结", what, "您无需办理；另有报告未到。")
        case .over: ("有一件事项已办结", what, "无需再办，催报已停止。")
        case .joined: ("两件事件已并案", what, "不必为此另报；此后以此处编号为准。")
        case .separated: ("两件事件已撤销并案", what, "此后按各自编号分别报告。")
        case .incomplete: ("一份报告已计入，要素不全", what, "请向值班室了解详情，并补报所缺内容。")
        }
    }

    func test() -> (title: String, body: String) {
        ("【测试】Duebell 测试消息", "这是一条测试消息，无需办理。收到即说明此通道可用。")
    }

    func mark(_ mark: Unreal) -> (sign: String, meaning: String) {
        switch mark {
        case .drill: ("【演练】", "这是演练，不是真实事件。")
        case .test: ("【测试】", "这是一条测试消息，所述情况仅供查看，无需办理。")
        }
    }

    func signature() -> String { "此消息由 Duebell 自动发出。" }
}
