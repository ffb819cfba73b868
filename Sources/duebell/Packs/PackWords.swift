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
