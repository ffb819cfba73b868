package import Calendars
package import Cases
import Messages
package import Rules

/// The sentences of the commands that record something, in one language.
package struct RecordPhrases: Sendable, Bilingual {
    package let language: Language

    package init(_ language: Language) {
        self.language = language
    }

    private var phrases: DeliveryPhrases { DeliveryPhrases(language) }

    // MARK: What becomes of a record

    package var dryRun: String {
        pick("试运行：没有提交记录。", "DRY RUN: nothing was handed in.")
    }
    package var taken: String { pick("值守程序已收下。", "Taken by the watcher.") }
    package func alreadyTaken(_ id: String, _ time: String) -> String {
        pick(
            "\(id) 已于 \(time) 登记过，没有再次提交。",
            "\(id) was recorded before, at \(time); nothing was handed in again.")
    }
    package func alreadyWaiting(_ id: String) -> String {
        pick(
            "\(id) 已在收件目录中等待，没有再次提交。",
            "\(id) is already waiting in the inbox; nothing was handed in again.")
    }
    package func unwatched(_ database: String, _ path: String) -> String {
        pick(
            "无人值守：\(database) 上没有值守程序在运行。记录已放入 \(path)；"
                + "启动 `duebell watch` 之前，不催报，不通知任何人。",
            "NOBODY IS WATCHING: no watcher runs on \(database). The record waits in \(path); "
                + "nobody is reminded or alerted until `duebell watch` runs.")
    }
    package func notTaken(_ span: Duration, _ path: String, _ incident: String) -> String {
        pick(
            "值守程序在\(seconds(span))内没有收下：记录仍在 \(path)。稍后用 `duebell show \(incident)` 查看。",
            "NOT TAKEN within \(seconds(span)): the record still waits in \(path). Look again later "
                + "with `duebell show \(incident)`.")
    }
    package func refused(_ path: String) -> String {
        pick("值守程序退回了记录，原件在 \(path)：", "REFUSED by the watcher, kept in \(path):")
    }
    package func setAside(_ reason: String) -> String {
        pick(
            "该事件已搁置，不再催报，请告知运维人员：\(reason)",
            "The incident is SET ASIDE and nobody is alerted; tell the operators: \(reason)")
    }
    private func seconds(_ span: Duration) -> String {
        let seconds = Double(span.wholeMilliseconds) / 1_000
        let number = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return pick(" \(number) 秒", "\(number) s")
    }

    // MARK: The record

    package func title(_ content: Record.Content, isKnown: Bool) -> String {
        switch content {
        case .incident:
            isKnown ? pick("续报情况", "Update of an incident") : pick("新事件", "New incident")
        case .report: pick("报告", "Report")
        case .acknowledgement: pick("接办", "Acknowledgement")
        case .closure(let closure):
            closure.isClosing ? pick("办结", "Closing") : pick("重新打开", "Reopening")
        case .retraction: pick("撤回", "Retraction")
        case .sighting: pick("外部线索", "Sighting")
        case .instruction: pick("批示", "Instruction")
        case .relief(let relief):
            relief.kind == .waiver ? pick("免报", "Waiver") : pick("延期", "Extension")
        case .finding: pick("认定", "Finding")
        case .merge: pick("并案", "Merge")
        case .replan: pick("改用现行规则", "Replan")
        case .retry: pick("重发", "Retry")
        }
    }

    /// Returns the label of a member of a record; the member's name if it has none.
    package func label(_ key: String) -> String {
        switch key {
        case "incident": pick("事件", "incident")
        case "unit": pick("单位", "unit")
        case "title": pick("标题", "title")
        case "kind": pick("类别", "kind")
        case "severity": pick("等级", "severity")
        case "urgency": pick("紧急程度", "urgency")
        case "classification": pick("密级", "classification")
        case "occurredAt": pick("事发时间", "occurred")
        case "discoveredAt": pick("发现时间", "discovered")
        case "from": pick("报送单位", "from")
        case "to": pick("接报单位", "to")
        case "submittedAt": pick("报送时间", "submitted")
        case "receivedAt": pick("收到时间", "received")
        case "stage": pick("环节", "stage")
        case "form": pick("形式", "form")
        case "for": pick("所属期次", "for")
        case "bulletin": pick("定期报告", "bulletin")
        case "instruction": pick("所答批示", "instruction")
        case "corrects": pick("更正", "corrects")
        case "reasons": pick("迟报原因", "reasons")
        case "text": pick("内容", "text")
        case "by": pick("经办人", "by")
        case "at": pick("时间", "at")
        case "seenAt": pick("发现时间", "seen")
        case "source": pick("来源", "source")
        case "url": pick("网址", "url")
        case "note": pick("备注", "note")
        case "why": pick("理由", "why")
        case "obligation": pick("应报事项", "obligation")
        case "until": pick("延至", "until")
        case "due": pick("时限", "due")
        case "fault": pick("问题", "fault")
        case "result": pick("结论", "result")
        case "report": pick("所撤记录", "report")
        case "into": pick("并入", "into")
        case "id": pick("编号", "id")
        case "owner": pick("主办人", "owner")
        case "times": pick("其他时间", "times")
        case "labels": pick("标签", "labels")
        case "facts": pick("其他", "facts")
        case "clearedBy": pick("签发人", "cleared by")
        case "verifiedBy": pick("核实人", "verified by")
        case "delivery": pick("消息", "message")
        case "asIfOpen": pick("视同未办结", "as if open")
        default: key
        }
    }

    package var all: String { pick("全部应报事项", "all of the incident") }
    package var confirmed: String { pick("属实", "confirmed") }
    package var dismissed: String { pick("排除", "dismissed") }
    package func dateOnly(_ text: String) -> String {
        pick(
            "\(text)（没有写时分：以小时计的时限不起算）",
            "\(text) (no time of day: deadlines in hours do not start)")
    }

    /// Returns the distance of a time from now; nil if it is now.
    package func distance(_ time: Instant, from now: Instant) -> String? {
        let now = Instant(seconds: now.seconds)
        let span = time < now ? now - time : time - now
        guard span >= .seconds(60) else { return nil }
        let text = phrases.span(span)
        return time < now ? pick("\(text)前", "\(text) ago") : pick("\(text)后", "in \(text)")
    }

    // MARK: The effect

    package func heading(_ kind: CaseChange.Kind) -> String {
        switch kind {
        case .met: pick("已报：", "Met:")
        case .waived: pick("已免报：", "Waived:")
        case .missed: pick("记为漏报：", "Missed:")
        case .opened: pick("新增应报：", "Required:")
        case .reopened: pick("恢复应报：", "Open again:")
        case .moved: pick("时限变动：", "New deadline:")
        case .dropped: pick("不再需报：", "No longer required:")
        }
    }
    package var wouldBe: String {
        pick("收下以后（按此处规则推算）：", "Once it is taken (computed with the rules here):")
    }
    package var problems: String { pick("问题：", "Problems:") }
    package var solved: String { pick("问题已消除：", "Problems gone:") }
    package var supplement: String {
        pick(
            "没有因此了结的应报事项，作补充材料。", "It meets no open obligation and counts as a supplement.")
    }
    package var nothingRequired: String {
        pick(
            "没有规则要求报告此事件；为什么，见 `duebell applies`。",
            "No rule requires a report of this incident; `duebell applies` says why.")
    }
    package var ahead: String {
        pick("其时间在将来，到时才算。", "Its time lies ahead; it counts from then on.")
    }
    package var alerted: String { pick("已通知：", "Alerted:") }
    package var open: String { pick("尚待报送：", "Still to be reported:") }
    package var nothingOpen: String {
        pick("该事件没有尚待报送的事项。", "Nothing of this incident is still to be reported.")
    }
    package func nextAlert(_ time: String, _ distance: String?) -> String {
        pick("下次通知：", "Next alert: ") + time
            + (distance.map { pick("（\($0)）", " (\($0))") } ?? "")
    }
    package var noAlert: String {
        pick("以后不再自动通知任何人。", "Nobody is alerted by time alone.")
    }
    package func was(_ time: String) -> String { pick("（原为 \(time)）", " (was \(time))") }
    package func by(_ person: String) -> String { pick("，经 \(person)", ", by \(person)") }
    package func more(_ count: Int) -> String { pick("…… 另有 \(count) 项", "… and \(count) more") }

    /// Returns the name of a kind of fault.
    package func fault(_ kind: Fault.Kind) -> String {
        FaultPhrases.program(in: language).text(kind)
    }
}
