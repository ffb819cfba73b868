import ArgumentParser
import Rules

/// The language of the help and of the reports of invalid arguments.
struct Speech: Bilingual {
    /// The language of the terminal, which a task may replace.
    @TaskLocal static var language: Language = .spoken

    let language: Language

    /// The language in which this task speaks.
    static var current: Speech { Speech(language: language) }
}

extension String {
    /// Returns a text in the language of the terminal, followed by example command lines.
    static func spoken(_ chinese: String, _ english: String, examples: String...) -> String {
        let text = Speech.current.pick(chinese, english)
        return examples.isEmpty ? text : text + "\n\n" + lines(of: examples)
    }

    /// Returns example command lines under their heading.
    static func example(_ command: String) -> String {
        lines(of: [command])
    }

    private static func lines(of examples: [String]) -> String {
        examples.map { Speech.current.pick("示例：", "Example: ") + $0 }.joined(separator: "\n")
    }
}

extension ArgumentHelp {
    /// Returns the help of an argument in the language of the terminal.
    static func spoken(_ chinese: String, _ english: String) -> ArgumentHelp {
        ArgumentHelp(Speech.current.pick(chinese, english))
    }
}
