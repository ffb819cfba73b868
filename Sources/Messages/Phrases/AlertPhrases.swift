import Deliveries

/// The sentences for alerts about the rules, the intake and the delivery of messages, with the
/// placeholders of `Phrasebook.finding`.
enum AlertPhrases {
    static func english(_ kind: HealthIssue.Kind) -> String {
        switch kind {
        case .calendarEnds: "the calendar \"{1}\" ends on {2}"
        case .calendarEnded: "the calendar \"{1}\" ended on {2}"
        case .gap: "nobody is on call by the schedule \"{1}\" from {from} to {until}"
        case .gapUntil: "nobody is on call by the schedule \"{1}\" now and until {until}"
        case .gapFrom: "nobody is on call by the schedule \"{1}\" from {from} on"
        case .gapAlways: "nobody is on call by the schedule \"{1}\" now and from now on"
        case .gapsMore: "the schedule \"{1}\" has {2} more gaps within {3} days"
        case .channelUnopened: "channel {1}: {2}"
        case .messageGivenUp: "{1} by {2}: {3} {4}"
        case .noticeGivenUp: "{1}: {2} by {3}: {4} {5}"
        case .drillNoticeGivenUp: "(drill) {1}: {2} by {3}: {4} {5}"
        case .replyWithheld: "see `duebell explain {1}`"
        case .messageUnreadable: "delivery {1} cannot be read any more"
        case .incidentUnreadable: "{1}: {2} cannot be read"
        case .incidentFailed: "{1}: {2}"
        case .bounceUnclear:
            "{1} to {2} by {3}: a mail system sent a mail that cannot be read as a failure or a "
                + "delay: {4}"
        case .bounceUnreadable: "{1} cannot be read: {2}"
        case .bounceStays: "{1} cannot be put away: {2}"
        case .noRecordFile: "{1}: {2} is no record and was left alone"
        case .fileDeleted:
            "{1}: was deleted; its records stand, for a deleted file takes nothing back"
        case .filesDeleted:
            "{1}: {2} files were deleted; their records stand, for a deleted file takes nothing "
                + "back"
        case .fileEndless: "{1}: is being written, and no record ends within {2} bytes"
        case .operationFailed: "{1}: cannot {2}: {3}"
        case .digestUnaddressed: "the digest \"{1}\" has no way to {2}"
        case .recordRefused: "{1}: {problem}"
        case .incidentUnknown:
            "{1} {2} names the incident `{3}`, of which no record has arrived"
        case .incidentUnknownNearest:
            "{1} {2} names the incident `{3}`, of which no record has arrived; nearest is `{4}`"
        case .moreErrors: "and {1} more"
        case .moreFiles: "and {1} more files"
        default: ""
        }
    }

    static func chinese(_ kind: HealthIssue.Kind) -> String {
        switch kind {
        case .calendarEnds: "日历“{1}”到 {2} 为止"
        case .calendarEnded: "日历“{1}”已于 {2} 到期"
        case .gap: "值班表“{1}”自{from}至{until}无人值班"
        case .gapUntil: "值班表“{1}”现在起至{until}无人值班"
        case .gapFrom: "值班表“{1}”自{from}起无人值班"
        case .gapAlways: "值班表“{1}”现在起一直无人值班"
        case .gapsMore: "值班表“{1}”在 {3} 天内另有 {2} 处空档"
        case .channelUnopened: "通道 {1} 无法启用：{2}"
        case .messageGivenUp: "{1} 经 {2} 未能送达：{3} {4}"
        case .noticeGivenUp: "{1}：{2} 经 {3} 未能送达：{4} {5}"
        case .drillNoticeGivenUp: "（演练）{1}：{2} 经 {3} 未能送达：{4} {5}"
        case .replyWithheld: "对方答复见 `duebell explain {1}`"
        case .messageUnreadable: "消息 {1} 已无法读取"
        case .incidentUnreadable: "发给 {1} 的消息：事件 {2} 无法读取"
        case .incidentFailed: "事件 {1}：{2}"
        case .bounceUnclear: "{1}（经 {3} 发给 {2}）：邮件系统回了一封信，看不出是退信还是延迟通知：{4}"
        case .bounceUnreadable: "{1} 无法读取：{2}"
        case .bounceStays: "{1} 无法移走：{2}"
        case .noRecordFile: "{1}：{2}，不是记录，未予处理"
        case .fileDeleted: "{1}：文件已删除；其记录仍然有效，删除文件并不撤回记录"
        case .filesDeleted: "{1}：有 {2} 个文件被删除；其记录仍然有效，删除文件并不撤回记录"
        case .fileEndless: "{1}：正在写入，前 {2} 字节内没有完整的记录"
        case .operationFailed: "{1}：{2}失败：{3}"
        case .digestUnaddressed: "清单“{1}”无法发给 {2}：没有联系方式"
        case .recordRefused: "{1}：{problem}"
        case .incidentUnknown: "{1} {2} 所写的事件“{3}”还没有事件记录"
        case .incidentUnknownNearest:
            "{1} {2} 所写的事件“{3}”还没有事件记录，最接近的是“{4}”"
        case .moreErrors: "另有 {1} 处"
        case .moreFiles: "另有 {1} 个文件"
        default: ""
        }
    }
}
