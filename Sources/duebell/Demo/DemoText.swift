import Messages
import Rules

/// The demonstration's own texts.
struct DemoText: Bilingual {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    var opening: String {
        pick(
            """
            Duebell 演示：真实的值守程序，时钟加速，消息送到本机的收件程序。
            规则：紧急事件自发生起 2 小时内报市委办和市府办；时限前 30 分钟提醒，逾期逐级催报。

            """,
            """
            Duebell demonstration: the real watcher, an accelerated clock, receivers on loopback.
            Rule: an urgent incident must be reported to the committee AND the government office
            within 2 hours; a reminder 30 minutes before the deadline, then escalation.

            """)
    }

    var incidentHandedIn: String {
        pick("▶  收件目录：16:00 安居区燃气爆炸，重大", "▶  inbox: gas explosion in Anju at 16:00, major")
    }

    var reportHandedIn: String {
        pick(
            "▶  收件目录：安居区电话报市委办（未报市府办）",
            "▶  inbox: Anju reports to the committee office by phone (not to the government office)"
        )
    }

    var overlong: String {
        pick("演示未能按时结束。", "The demonstration did not end in time.")
    }

    var closing: String {
        pick(
            """

            市委办：迟报；市府办：始终未报，各级催报无果，已通知运维。临时文件已清除。
            下一步：看 rules/，运行 `duebell check`，再运行 `duebell watch`。
            """,
            """

            The committee office got its report late, the government office none: the escalation
            ended with the operator. Temporary files are removed.
            Next: look at rules/, run `duebell check`, then `duebell watch`.
            """)
    }
}
