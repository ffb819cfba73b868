/// A sentence of ArgumentParser with its Chinese text; `{}` stands for what varies.
///
/// The library offers its own sentences as text only, and in English only.
struct ParserSentence: Sendable {
    /// The fixed parts of the English text, between what varies.
    private let parts: [String]
    private let chinese: @Sendable ([String]) -> String

    private init(_ english: String, _ chinese: @escaping @Sendable ([String]) -> String) {
        parts = english.split(separator: "{}", omittingEmptySubsequences: false).map(String.init)
        self.chinese = chinese
    }

    /// Returns a line in Chinese; nil if no sentence of the list fits.
    static func chinese(_ line: String, among sentences: [ParserSentence]) -> String? {
        for sentence in sentences {
            if let found = sentence.values(in: line) { return sentence.chinese(found) }
        }
        return nil
    }

    /// Returns what stands in the places of `{}`; nil if the line is not this sentence.
    private func values(in line: String) -> [String]? {
        guard let first = parts.first, line.prefix(first.count) == first else { return nil }
        var rest = line.dropFirst(first.count)
        guard parts.count > 1 else { return rest.isEmpty ? [] : nil }
        var values: [String] = []
        for part in parts.dropFirst().dropLast() {
            guard let place = rest.firstRange(of: part) else { return nil }
            values.append(String(rest[..<place.lowerBound]))
            rest = rest[place.upperBound...]
        }
        let last = parts[parts.count - 1]
        guard rest.suffix(last.count) == last else { return nil }
        return values + [String(rest.dropLast(last.count))]
    }

    /// Returns a list of values as written in Chinese: `'a'、'b'`.
    private static func list(_ values: String) -> String {
        values.replacing(" and ", with: "、").replacing(" or ", with: "、")
            .replacing(", ", with: "、")
    }

    /// The sentences of reports of invalid arguments, the longer before those they begin with.
    static let errors: [ParserSentence] = [
        ParserSentence("Error: {}") { "错误：" + (chinese($0[0], among: errors) ?? $0[0]) },
        ParserSentence("Help:  {}") { "说明：\($0[0])" },
        ParserSentence("Usage: {}") { "用法：\($0[0])" },
        ParserSentence("  See '{}' for more information.") { "  详见 '\($0[0])'。" },
        ParserSentence("Unknown option '{}'. Did you mean '{}'?") {
            "没有参数 '\($0[0])'，是否应为 '\($0[1])'？"
        },
        ParserSentence("Unknown option '{}'") { "没有参数 '\($0[0])'" },
        ParserSentence("   or: {}") { "   或者：" + (chinese($0[0], among: errors) ?? $0[0]) },
        ParserSentence("Missing value for '{}' in '{}'") { "'\($0[1])' 中的 '\($0[0])' 没有写值" },
        ParserSentence("Missing value for '{}'") { "'\($0[0])' 没有写值" },
        ParserSentence("Missing expected argument '{}'") { "缺少参数 '\($0[0])'" },
        ParserSentence("Missing one of: {}") { "须写其中之一：\(list($0[0]))" },
        ParserSentence("Missing required subcommand.") { _ in "请写子命令。" },
        ParserSentence("The option '{}' does not take any value, but '{}' was specified.") {
            "'\($0[0])' 不带值，却写了 '\($0[1])'。"
        },
        ParserSentence("Unexpected argument '{}'") { "多余的参数 '\($0[0])'" },
        ParserSentence("{} unexpected arguments: {}") { "多余的参数 \($0[0]) 个：\(list($0[1]))" },
        ParserSentence("Value to be set with flag {} had already been set with flag {}") {
            "\($0[1]) 已经写过，不能再写 \($0[0])"
        },
        ParserSentence("The value '{}' is invalid for '{}'. Please provide one of the following:") {
            "'\($0[1])' 的值 '\($0[0])' 不对，应为下列之一："
        },
        ParserSentence("The value '{}' is invalid for '{}'. Please provide one of {}.") {
            "'\($0[1])' 的值 '\($0[0])' 不对，应为 \(list($0[2])) 之一。"
        },
        ParserSentence("The value '{}' is invalid for '{}': {}") {
            "'\($0[1])' 的值 '\($0[0])' 不对：\($0[2])"
        },
        ParserSentence("The value '{}' is invalid for '{}'") { "'\($0[1])' 的值 '\($0[0])' 不对" },
        ParserSentence("Can't generate completion scripts for '{}'.") {
            "无法为 '\($0[0])' 生成补全脚本。"
        },
        ParserSentence("Can't autodetect a supported shell.") { _ in "无法识别所用的 shell。" },
        ParserSentence("Please use {} with one of:") { "请写 \($0[0])，可用的有：" },
    ]

    /// The sentences of a help page, by line.
    static let headings: [ParserSentence] = [
        ParserSentence("OVERVIEW: {}") { "概述：\($0[0])" },
        ParserSentence("USAGE: {}") { "用法：\($0[0])" },
        ParserSentence("ARGUMENTS:") { _ in "参数：" },
        ParserSentence("OPTIONS:") { _ in "选项：" },
        ParserSentence("SUBCOMMANDS:") { _ in "子命令：" },
        ParserSentence("  See '{}' for detailed help.") { "  详见 '\($0[0])'。" },
    ]

    /// The words in the description of an argument or a command.
    static let details: [ParserSentence] = [
        ParserSentence("{} (values: {}; default: {})") {
            "\($0[0])（可写 \(list($0[1]))，默认 \($0[2])）"
        },
        ParserSentence("(values: {}; default: {})") { "可写 \(list($0[0]))，默认 \($0[1])。" },
        ParserSentence("{} (values: {})") { "\($0[0])（可写 \(list($0[1]))）" },
        ParserSentence("{} (default: {})") { "\($0[0])（默认 \($0[1])）" },
        ParserSentence("{} (default)") { "\($0[0])（默认）" },
        ParserSentence("Show the version.") { _ in "显示版本。" },
        ParserSentence("Show help information.") { _ in "显示帮助。" },
        ParserSentence("Show subcommand help information.") { _ in "显示子命令的帮助。" },
    ]
}
