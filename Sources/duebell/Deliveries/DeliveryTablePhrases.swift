import Rules

/// The words of `deliveries` and `send-test`.
struct DeliveryTablePhrases: Bilingual {
    let language: Language

    var time: String { pick("时间", "Time") }
    var state: String { pick("状态", "State") }
    var to: String { pick("收件人", "To") }
    var channel: String { pick("通道", "Channel") }
    var about: String { pick("事件", "About") }
    var reason: String { pick("原因", "Reason") }
    var attempts: String { pick("次数", "Tries") }
    var answer: String { pick("对方答复", "Reply") }
    var id: String { pick("编号", "Id") }
    var address: String { pick("地址", "Address") }
    var delay: String { pick("用时", "Time taken") }

    func count(_ count: Int) -> String {
        pick("消息 \(count) 条。", "\(count) message\(count == 1 ? "" : "s").")
    }
    func more(_ count: Int, limit: Int) -> String {
        pick(
            "另有 \(count) 条未列出；加 --limit \(limit) 全部列出。",
            "\(count) more not shown; --limit \(limit) shows all.")
    }

    var delivered: String { pick("已送达", "delivered") }
    var deferred: String { pick("暂未收下", "deferred") }
    var refused: String { pick("被拒", "refused") }
    var unopened: String { pick("无法使用", "not usable") }
    func failed(_ count: Int, of all: Int) -> String {
        pick(
            "\(all) 种方式中有 \(count) 种没有送达",
            "\(count) of \(all) contact methods did not deliver")
    }
}
