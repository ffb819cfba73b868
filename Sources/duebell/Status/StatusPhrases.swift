import Files
import Rules

/// The words of `status`.
struct StatusPhrases: Bilingual {
    let language: Language

    var watcher: String { pick("值守程序", "Watcher") }
    var rules: String { pick("现行规则", "Rules in force") }
    var lastRecord: String { pick("最近记录", "Last record") }
    var obligations: String { pick("待报事项", "Obligations") }
    var questions: String { pick("待查问题", "Questions") }
    var messages: String { pick("待发消息", "Messages") }
    var channels: String { pick("发送通道", "Channels") }
    var next: String { pick("下一动作", "Next action") }
    var disk: String { pick("磁盘空间", "Disk space") }
    var zone: String { pick("所用时区", "Times in") }
    var none: String { pick("无", "none") }
    var unknown: String { pick("不详", "unknown") }
    var allIsWell: String { pick("一切正常", "All is well.") }

    func running(_ process: Int32?, _ since: (time: String, span: String)?) -> String {
        let id = process.map { pick("，进程 \($0)", ", process \($0)") } ?? ""
        let start = since.map {
            pick("，自 \($0.time) 起（\($0.span)）", ", since \($0.time) (\($0.span))")
        }
        return pick("运行中", "running") + id + (start ?? "")
    }
    func stopped(_ last: (time: String, span: String)?) -> String {
        let seen = last.map {
            pick("；最后活动 \($0.time)（\($0.span)前）", "; last active \($0.time) (\($0.span) ago)")
        }
        return pick("未运行", "not running") + (seen ?? "")
    }
    func inForce(_ digest: String, _ time: String) -> String {
        pick("\(digest)，\(time) 起施行", "\(digest), since \(time)")
    }
    func firstRules(_ count: Int) -> String {
        pick("；首次载入 \(count) 个文件", "; first loaded, \(count) files")
    }
    func changed(_ changed: [String], _ added: [String], _ removed: [String]) -> String {
        let parts = [
            (pick("修改", "changed"), changed), (pick("新增", "added"), added),
            (pick("删除", "removed"), removed),
        ].filter { !$0.1.isEmpty }.map { "\($0.0) \(Self.list($0.1))" }
        return parts.isEmpty ? "" : pick("；", "; ") + parts.joined(separator: pick("，", ", "))
    }
    private static func list(_ names: [String]) -> String {
        names.prefix(3).joined(separator: " ") + (names.count > 3 ? " +\(names.count - 3)" : "")
    }
    func record(_ time: String, _ span: String, _ id: String, _ incident: String) -> String {
        pick("\(time)（\(span)前）\(incident)，\(id)", "\(time) (\(span) ago), \(incident), \(id)")
    }
    func open(_ count: Int, overdue: Int) -> String {
        pick("待报 \(count) 项，逾期 \(overdue) 项", "\(count) open, \(overdue) overdue")
    }
    func waiting(_ count: Int, _ oldest: String?) -> String {
        guard count > 0 else { return pick("无待发", "none waiting") }
        let since = oldest.map { pick("，最早一条应于 \($0) 前发出", ", the oldest was due \($0) ago") } ?? ""
        return pick("\(count) 条待发", "\(count) waiting") + since
    }
    func channels(_ count: Int, failing: [String]) -> String {
        guard !failing.isEmpty else {
            return pick("\(count) 个，均正常", "\(count), none failing")
        }
        let list = failing.joined(separator: pick("，", ", "))
        return pick("\(count) 个，故障：", "\(count), failing: ") + list
    }
    func since(_ name: String, _ time: String) -> String {
        pick("\(name)（自 \(time)）", "\(name) (since \(time))")
    }
    func space(_ space: DiskSpace) -> String {
        let (free, total) = (Self.size(space.free), Self.size(space.total))
        return pick("剩余 \(free)，共 \(total)", "\(free) free of \(total)")
    }
    private static func size(_ bytes: UInt64) -> String {
        let mebibytes = bytes >> 20
        guard mebibytes >= 10_240 else { return "\(mebibytes) MiB" }
        return "\(mebibytes >> 10) GiB"
    }

    var notRunning: String {
        pick(
            "值守程序没有运行：无人计时，也不发送消息；请启动 `duebell watch`",
            "No watcher is running: no deadline is watched and no message is sent; start "
                + "`duebell watch`")
    }
    func idle(_ time: String) -> String {
        pick(
            "值守程序的进程还在，但 \(time) 之后没有动作；请重新启动",
            "The watcher's process exists, but it has done nothing since \(time); restart it")
    }
    func rulesRefused(_ faults: String) -> String {
        pick(
            "规则文件有错，仍用旧规则：\(faults)",
            "The rules in the folder have errors, the older ones stay in force: \(faults)")
    }
    var rulesDiffer: String {
        pick(
            "文件夹中的规则尚未施行；请稍候再看，或查看日志",
            "The rules in the folder are not in force; look again in a moment, or at the log")
    }
    func diskShort(_ space: String) -> String {
        pick("磁盘空间不足：\(space)", "Little disk space: \(space)")
    }
    func late(_ time: String) -> String {
        pick("有事件应在 \(time) 处理，至今未处理", "An incident due at \(time) was not processed")
    }
    func stuck(_ id: String, _ time: String) -> String {
        pick(
            "消息 \(id) 自 \(time) 起一直未发出；见 `duebell explain \(id)`",
            "Message \(id) has been waiting since \(time); see `duebell explain \(id)`")
    }
    func failing(_ channel: String, _ time: String) -> String {
        pick(
            "发送通道 \(channel) 自 \(time) 起故障；见 `duebell deliveries --waiting`",
            "Channel \(channel) has been failing since \(time); see `duebell deliveries --waiting`")
    }
    func setAside(_ count: Int) -> String {
        pick(
            "已搁置 \(count) 个无法处理的事件；见 `duebell list`",
            "\(count) incident\(count == 1 ? "" : "s") set aside, not processed; see `duebell list`"
        )
    }
    func gaps(_ schedule: String, _ gaps: [String]) -> String {
        let shown = gaps.prefix(3).joined(separator: pick("，", ", "))
        let more = gaps.count - 3
        let rest = more > 0 ? pick("，另有 \(more) 段", ", and \(more) more") : ""
        return pick(
            "值班表 \(schedule) 有空缺：\(shown)\(rest)",
            "Schedule \(schedule): nobody is on call \(shown)\(rest)")
    }
    func calendarEnds(_ name: String, _ day: String, isPast: Bool) -> String {
        isPast
            ? pick(
                "日历 \(name) 已于 \(day) 到期，之后的时限无法计算",
                "Calendar \(name) ended on \(day); later deadlines cannot be calculated")
            : pick(
                "日历 \(name) 到 \(day) 为止，请补充之后的日期",
                "Calendar \(name) ends on \(day); add the days after it")
    }
}
