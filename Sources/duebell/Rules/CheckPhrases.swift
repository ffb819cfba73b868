import Rules

/// The words of `check` and `test`.
struct CheckPhrases: Bilingual {
    let language: Language

    func noCalendar(_ name: String, _ names: [String], _ nearest: String?) -> String {
        let list = names.joined(separator: pick("、", " "))
        return pick(
            "--calendar：没有日历 `\(name)`，"
                + (names.isEmpty ? "规则中没有日历" : "现有 \(list)")
                + (nearest.map { "，最接近的是 `\($0)`" } ?? ""),
            "--calendar: no calendar \"\(name)\", "
                + (names.isEmpty ? "the rules have none" : "accepted are \(list)")
                + (nearest.map { ", nearest is \"\($0)\"" } ?? ""))
    }

    func counts(passed: Int, failed: Int) -> String {
        pick("通过 \(passed) 个，未通过 \(failed) 个", "\(passed) passed, \(failed) failed")
    }

    func outcome(_ file: String, _ name: String, isGood: Bool) -> String {
        pick(
            "\(isGood ? "通过  " : "未通过") \(file)：\(name)",
            "\(isGood ? "ok  " : "FAIL") \(file): \(name)")
    }

    func missing(_ line: String) -> String {
        pick("  - 预期发生，没有发生：\(line)", "  - expected, did not happen: \(line)")
    }

    func unexpected(_ line: String) -> String {
        pick("  + 发生了，不在预期中：\(line)", "  + happened, not expected: \(line)")
    }

    func updated(_ file: String, _ name: String) -> String {
        pick("已更新 \(file)：\(name)", "updated \(file): \(name)")
    }
}
