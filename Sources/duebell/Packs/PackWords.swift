import JSON
import Rules

/// The texts of the commands about packs.
struct PackWords: Bilingual {
    let language: Language

    init(_ language: Language) {
        self.language = language
    }

    /// Returns the source of a pack with its address, date and confidence.
    func source(of pack: ShippedPack) -> String {
        let parts = ["text", "url"].compactMap { pack.cites[$0]?.string }
        let read = pack.cites["readOn"]?.string ?? ""
        let confidence = pack.cites["confidence"]?.string ?? ""
        return pick("依据：", "Source: ") + parts.joined(separator: " · ")
            + pick(
                "（\(read) 查阅，可信程度 \(confidence)）", " (read on \(read), confidence \(confidence))")
    }

    /// Returns the sentence that names the packs a pack uses.
    func uses(_ names: [String]) -> String {
        pick(
            "用到 " + names.joined(separator: "、"),
            "Uses " + names.joined(separator: ", "))
    }

    /// The title of the page of all obligations.
    var matrixTitle: String { pick("# 规则包一览", "# Regimes") }

    /// The summary of the page of all obligations.
    var matrixAbstract: String {
        pick(
            "随程序附带的规则包：每一项义务由谁报给谁、怎样计算、遇周末怎样。",
            "The obligations of the packs that come along: who, to whom, by when, and over weekends."
        )
    }

    /// The introduction of the page of all obligations.
    var matrixOverview: String {
        pick(
            """
            ## 概述

            本页由 `duebell packs matrix` 从规则生成。名字以 `-house-target` 结尾的是内部目标：规定没有写数字。
            这里读的都是副本，不是法律意见；每一包写明依据、查阅日期和可信程度。
            """,
            """
            ## Overview

            This page is printed from the packs by `duebell packs matrix`. A name that ends in
            `-house-target` marks a target of the house: the text names no number. All was read in
            copies and is no legal advice; each pack states its source, when it was read, and how
            reliable it is (A: the text itself, B: a report or part of it, C: from memory or
            second-hand, D: hearsay).
            """)
    }

    /// Returns the words for the outcome of the verification of a pack.
    func verified(_ count: Int, _ isSound: Bool) -> String {
        isSound
            ? pick("可用，\(count) 项测试通过", "sound, \(count) tests passed")
            : pick("有问题", "has problems")
    }

    /// Returns the finding on tests that fail.
    func failing(_ name: String) -> String { pick("测试不通过：\(name)", "test fails: \(name)") }

    /// The finding on a pack without tests.
    var untested: String { pick("没有测试", "no tests") }

    /// Returns the finding on a source without some of its parts.
    func unsourced(_ place: String, _ parts: [String]) -> String {
        let missing = parts.joined(separator: ", ")
        return pick("\(place)：依据缺 \(missing)", "\(place): source lacks \(missing)")
    }

    /// Returns the warning about a source that was read long ago.
    func stale(_ place: String, _ date: String) -> String {
        pick(
            "\(place)：\(date) 查阅，已逾一年，请再读原文",
            "\(place): read on \(date), more than a year ago; read the text again")
    }

    /// Returns the warning about figures that are not from the text itself.
    func unsure(_ place: String, _ confidence: String) -> String {
        pick("\(place)：可信程度 \(confidence)", "\(place): confidence \(confidence)")
    }

    /// Returns the sentence that says how packs come into force.
    func howToUse(_ packs: [ShippedPack]) -> String {
        let names = packs.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let copy = packs.map(\.shortName).joined(separator: " ")
        return pick(
            "启用：duebell packs copy \(copy)，再在规则里写 \"use\": [\(names)]，然后 duebell check",
            "To use: duebell packs copy \(copy), then write \"use\": [\(names)] in a rule document, "
                + "then duebell check")
    }
}
