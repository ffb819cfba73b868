import Calendars
import JSON
package import Rules

/// The words for records of an incident, in one language.
package struct EntryPhrases {
    let language: Language

    package init(_ language: Language) {
        self.language = language
    }

    private func pick(_ chinese: String, _ english: String) -> String {
        language == .chinese ? chinese : english
    }

    package var heading: String { pick("收到的记录：", "Records:") }
    package var upcoming: String { pick("如无新的记录，接下来：", "Next, unless records arrive:") }
    package var superseded: String { pick("（已被新版本取代）", "(replaced by a later version)") }
    package func received(_ time: String) -> String {
        pick("（\(time) 收到）", "(received \(time))")
    }
    package func deadline(_ obligation: String, _ owing: String) -> String {
        pick("时限：\(owing)  \(obligation)", "deadline: \(owing)  \(obligation)")
    }
    package func step(_ number: Int?, _ obligation: String, _ people: [String]) -> String {
        let whom = people.isEmpty ? pick("无人可通知", "nobody") : people.joined(separator: ", ")
        let name =
            number.map { pick("第 \($0) 步", "step \($0)") }
            ?? pick("另一联系方式", "further contact method")
        return "\(name) → \(whom)  \(obligation)"
    }
    package var unlessAcknowledged: String { pick("（已接办则不发）", "(not if acknowledged)") }
    package var noStep: String {
        pick("升级步骤已全部执行", "every escalation step has run")
    }

    /// Returns the word for a type of record; the type itself if it has none.
    package func type(_ type: String) -> String {
        guard language == .chinese else { return type }
        return Self.types[type] ?? type
    }

    /// Returns the word for a member of a record; the member itself if it has none.
    package func member(_ key: String) -> String {
        guard language == .chinese else { return key }
        return Self.members[key] ?? key
    }

    private static let types = [
        "incident": "事件", "report": "报告", "retraction": "撤回报告", "sighting": "外界已知",
        "acknowledgement": "接办", "instruction": "批示", "extension": "延期", "waiver": "免报",
        "closure": "结案", "reopening": "重新打开", "finding": "认定", "adoption": "采用",
        "merge": "并案", "replan": "改用规则", "retry": "重发消息", "override": "替班",
        "mute": "免打扰",
    ]

    private static let members = [
        "unit": "单位", "kind": "类别", "severity": "等级", "urgency": "紧急程度",
        "classification": "密级", "occurredAt": "发生时间", "discoveredAt": "发现时间",
        "stage": "阶段", "form": "形式", "by": "经办人", "why": "理由", "until": "至", "due": "限期",
        "text": "内容", "title": "标题", "note": "备注", "obligation": "事项", "report": "报告",
        "source": "来源", "url": "网址", "fault": "问题", "result": "结论", "for": "针对",
        "instruction": "批示", "receivedAt": "受理时间", "corrects": "更正", "level": "级别",
        "clearedBy": "签发人", "verifiedBy": "核实人", "into": "并入", "delivery": "消息",
        "times": "时间", "labels": "标签", "facts": "其他", "asIfOpen": "视同未结案",
        "units": "单位", "in": "刊物",
    ]
}
