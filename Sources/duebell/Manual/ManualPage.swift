import ArgumentParser
import JSON

/// The manual page of one command, in the macros of man(7).
struct ManualPage {
    /// The words of the command: `duebell`, `try`, `due`.
    let path: [String]
    private let version: String
    private let command: JSON

    private init(path: [String], version: String, command: JSON) {
        self.path = path
        self.version = version
        self.command = command
    }

    /// Returns the pages of the program and of every command, from the help itself.
    ///
    /// `help` is the program's description of its commands as JSON.
    static func all(_ help: String, version: String) throws -> [ManualPage] {
        let help = try JSONReader.read(Array(help.utf8), limits: .rules)
        return pages(help["command"] ?? [:], below: [], version)
    }

    private static func pages(
        _ command: JSON, below path: [String], _ version: String
    ) -> [ManualPage] {
        guard let name = command["commandName"]?.string, name != "help" else { return [] }
        let page = ManualPage(path: path + [name], version: version, command: command)
        let further = command["subcommands"]?.array ?? []
        return [page] + further.flatMap { pages($0, below: page.path, version) }
    }

    private var name: String { path.joined(separator: "-") }

    /// The name of the file.
    var file: String { name + ".1" }

    /// The page.
    var text: String {
        var lines = [
            ".TH \(Self.quoted(name.uppercased())) 1 \"\" "
                + "\(Self.quoted("duebell " + version)) "
                + Self.quoted("Duebell"),
            ".SH NAME",
            "\(Self.escaped(name)) \\- \(Self.escaped(command["abstract"]?.string ?? ""))",
            ".SH SYNOPSIS", ".B \(Self.escaped(path.joined(separator: " ")))",
        ]
        lines += arguments.map(synopsis)
        let (description, example) = discussion
        if !description.isEmpty { lines += [".SH DESCRIPTION"] + description }
        if !arguments.isEmpty { lines += [".SH OPTIONS"] + arguments.flatMap(item) }
        lines += commands + example + [".SH EXIT STATUS"] + Self.exitStatus + related
        return lines.joined(separator: "\n") + "\n"
    }

    private var arguments: [JSON] {
        (command["arguments"]?.array ?? []).filter { $0["shouldDisplay"] != false }
    }

    /// Returns the names of an argument as typed: `--rules <rules>`.
    private func usage(_ argument: JSON) -> String {
        let value = "<\(argument["valueName"]?.string ?? "")>"
        guard argument["kind"] != "positional" else { return value }
        let names = (argument["names"]?.array ?? []).map { name in
            (name["kind"] == "long" ? "--" : "-") + (name["name"]?.string ?? "")
        }
        let all = names.joined(separator: ", ")
        return argument["kind"] == "option" ? "\(all) \(value)" : all
    }

    private func synopsis(_ argument: JSON) -> String {
        let text = Self.escaped(usage(argument))
        let more = argument["isRepeating"] == true ? " ..." : ""
        return argument["isOptional"] == false ? text + more : "[\(text)]\(more)"
    }

    private func item(_ argument: JSON) -> [String] {
        let text = [argument["abstract"]?.string, argument["discussion"]?.string]
            .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
        let standard = argument["defaultValue"]?.string.map { " (default: \($0))" } ?? ""
        return [
            ".TP", ".B \(Self.escaped(usage(argument)))", Self.paragraph(text + standard),
        ]
    }

    /// The discussion without its example, and the example.
    private var discussion: (description: [String], example: [String]) {
        let paragraphs = (command["discussion"]?.string ?? "").split(separator: "\n")
            .map(String.init).filter { !$0.isEmpty }
        let mark = "Example: "
        func isExample(_ text: String) -> Bool { text.prefix(mark.count) == mark }
        let examples = paragraphs.filter(isExample)
        let rest = paragraphs.filter { !isExample($0) }
        let text = rest.flatMap { [".PP", Self.paragraph($0)] }
        guard !examples.isEmpty else { return (text, []) }
        let lines = examples.map { Self.paragraph(String($0.dropFirst(mark.count))) }
        return (text, [".SH EXAMPLE", ".nf"] + lines + [".fi"])
    }

    private var commands: [String] {
        let all = (command["subcommands"]?.array ?? []).filter { $0["commandName"] != "help" }
        guard !all.isEmpty else { return [] }
        return [".SH COMMANDS"]
            + all.flatMap { one in
                [
                    ".TP", ".B \(Self.escaped(one["commandName"]?.string ?? ""))",
                    Self.paragraph(one["abstract"]?.string ?? ""),
                ]
            }
    }

    private static let exitStatus = [
        ".TP", ".B 0", "Success.", ".TP", ".B 1", "Findings.", ".TP", ".B 64 and above",
        "An error, as in sysexits(3).",
    ]

    private var related: [String] {
        path.count == 1 ? [] : [".SH SEE ALSO", ".BR duebell (1)"]
    }

    /// Returns a line that no macro takes for its own.
    private static func paragraph(_ text: String) -> String {
        let line = escaped(text)
        return line.first == "." || line.first == "'" ? "\\&" + line : line
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    private static func quoted(_ text: String) -> String {
        "\"" + escaped(text).map { $0 == "\"" ? "\\(dq" : String($0) }.joined() + "\""
    }
}
