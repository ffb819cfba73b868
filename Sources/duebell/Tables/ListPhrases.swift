import Rules

/// The words of `list`.
struct ListPhrases: Bilingual {
    let language: Language

    var status: String { pick("状态", "Status") }
    var deadline: String { pick("时限", "Deadline") }
    var left: String { pick("剩余", "Left") }
    var incident: String { pick("事件", "Incident") }
    var title: String { pick("标题", "Title") }
    var units: String { pick("应报单位 → 接报单位", "From → to") }
    var obligation: String { pick("报告事项", "Obligation") }
    var severity: String { pick("等级", "Severity") }

    func missing(_ anchor: String) -> String { pick("缺 \(anchor)", "needs \(anchor)") }
    func elapsed(_ span: String) -> String { pick("已过 \(span)", "\(span) ago") }

    func outstanding(_ count: Int, overdue: Int) -> String {
        switch (count, overdue) {
        case (0, _): pick("没有待报事项。", "No report is outstanding.")
        case (_, 0):
            pick("待报 \(count) 项。", "\(count) report\(count == 1 ? "" : "s") outstanding.")
        default:
            pick(
                "待报 \(count) 项，其中逾期 \(overdue) 项。",
                "\(count) report\(count == 1 ? "" : "s") outstanding, \(overdue) overdue.")
        }
    }
    func more(_ count: Int, limit: Int) -> String {
        pick(
            "另有 \(count) 项未列出；加 --limit \(limit) 全部列出。",
            "\(count) more not shown; --limit \(limit) shows all.")
    }
    func settled(_ count: Int) -> String { pick("已办结 \(count) 项：", "Settled: \(count)") }
    var statements: String {
        pick("办结、免报、延期、批示、外部线索、并案：", "Closings, waivers and other statements:")
    }
    func questions(_ count: Int) -> String {
        pick(
            "待查 \(count) 项（无法判定，须补记录或修改规则）：",
            "Questions: \(count) (cannot be judged without a record or a change of the rules)")
    }
    func moreQuestions(_ count: Int) -> String {
        pick("另有 \(count) 项待查未列出。", "\(count) more questions not shown.")
    }
    var bare: String { pick("没有应报事项的事件：", "Incidents without an obligation:") }
    var moreBare: String { pick("还有更多，未列出。", "There are more, not shown.") }
    var setAside: String {
        pick("已搁置、无法处理的事件：", "Set aside, cannot be processed:")
    }
    func noContact(_ name: String) -> String {
        pick(
            "规则中没有联系人 `\(name)`；请用环境变量 DUEBELL_CONTACT 指明您是哪位联系人",
            "the rules define no contact `\(name)`; name your contact in the environment variable "
                + "DUEBELL_CONTACT")
    }
    func noUnits(_ name: String) -> String {
        pick("\(name) 目前不在任何单位值班或负责。", "\(name) is on duty for no unit now.")
    }
    func refreshed(_ time: String, _ zone: String, _ seconds: Int) -> String {
        pick(
            "\(time)（\(zone)），每 \(seconds) 秒刷新，按 Ctrl-C 结束。",
            "\(time) (\(zone)); refreshed every \(seconds) s, Ctrl-C ends.")
    }
}
