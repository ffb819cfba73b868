import Rules

/// The questions and answers of `duebell init`.
struct InitWords: Bilingual {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    static let languageQuestion = "Language of messages 消息语言"

    var kindQuestion: String {
        pick(
            "类型：office 值班室（有下级单位），compliance 向监管机关报告的单位",
            "Kind: office (a duty office with units below it), compliance (a company that reports "
                + "to regulators)")
    }

    var nameQuestion: String { pick("单位名称", "Name of the office or company") }

    var zoneQuestion: String { pick("时区", "Zone") }

    var packQuestion: String {
        pick(
            "规则包，用空格分开，可以不填（duebell packs 列出全部）",
            "Packs, separated by spaces, may be empty (`duebell packs` lists them)")
    }

    /// Returns the name taken when none is given.
    func defaultName(isOffice: Bool) -> String {
        isOffice ? pick("示例市值班室", "Example City Office") : pick("示例公司", "Example Company")
    }

    /// Returns the commands to run next.
    func next(in folder: String) -> String {
        let change = folder == "." ? "" : "cd \(folder) && "
        return pick(
            """

            规则已写好，检查和测试都已通过。接下来：
              \(change)duebell check    查看规则的含义
              \(change)duebell test     运行规则测试
              \(change)duebell watch    开始值守；事件放进 inbox/
            人员和地址在 rules/ 里改成本单位的。
            """,
            """

            The rules are written; they pass check and test. Next:
              \(change)duebell check    shows what the rules mean
              \(change)duebell test     runs their tests
              \(change)duebell watch    starts the watcher; incidents go into inbox/
            Put your own people and addresses into rules/.
            """)
    }
}
