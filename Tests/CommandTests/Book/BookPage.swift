import Foundation
import TestSupport
import Testing

/// A page of the book, or the README, with its code blocks in order.
struct BookPage: Sendable, CustomTestStringConvertible {
    /// The files in a page's folder before its first block.
    enum Folder: String {
        /// An empty folder of rules.
        case empty
        /// All shipped rules.
        case shipped
        /// All shipped rules, and the state of a watcher that took the founding case.
        case founding
    }

    static let top = URL(filePath: testsFolder).deletingLastPathComponent().path
    static let catalogue = top + "/Sources/duebell/duebell.docc"

    /// Every page of the catalogue, and the README.
    static let all: [BookPage] = {
        let names = FileManager.default.enumerator(atPath: catalogue)?.compactMap { $0 as? String }
        let pages = (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
            .map { "Sources/duebell/duebell.docc/" + $0 }
        return (["README.md"] + pages).compactMap { BookPage(path: $0) }
    }()

    /// The path in the repository.
    let path: String
    let text: String
    let blocks: [BookBlock]

    var testDescription: String { path }

    init(path: String, text: String) {
        self.path = path
        self.text = text
        blocks = BookBlock.blocks(of: text)
    }

    private init?(path: String) {
        guard let text = try? String(contentsOfFile: Self.top + "/" + path, encoding: .utf8) else {
            return nil
        }
        self.init(path: path, text: text)
    }

    var folder: Folder {
        let line = text.split(separator: "\n").first { $0.hasPrefix("<!-- folder: ") }
        let name = line?.dropFirst("<!-- folder: ".count).dropLast(" -->".count)
        return name.flatMap { Folder(rawValue: String($0)) } ?? .empty
    }

    /// The text outside code blocks and code spans.
    var prose: String {
        let parts = text.split(separator: "```", omittingEmptySubsequences: false)
        let outside = parts.enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }
        return outside.joined().split(separator: "`", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
    }
}

/// A code block with the marker on the line before it.
struct BookBlock: Sendable {
    enum Marker: Hashable, Sendable {
        case file(String)
        case exit(Int32)
        case keepRunning
        case repeated
        case needs(String)
        case excerpt(String)
        /// A drawing, or a block that is not run for the reason stated.
        case notRun
        case unknown(String)
    }

    let language: String
    let text: String
    let marker: Marker?
    /// The lines of the text within the page, counted from 0.
    let lines: Range<Int>

    static func blocks(of text: String) -> [BookBlock] {
        let lines = text.components(separatedBy: "\n")
        var (blocks, start, marker): ([BookBlock], Int?, Marker?) = ([], nil, nil)
        for (number, line) in lines.enumerated() {
            if let first = start {
                guard line == "```" else { continue }
                blocks.append(
                    BookBlock(
                        language: String(lines[first].dropFirst(3)),
                        text: lines[(first + 1)..<number].joined(separator: "\n"), marker: marker,
                        lines: (first + 1)..<number))
                (start, marker) = (nil, nil)
            } else if line.hasPrefix("```") {
                start = number
            } else {
                marker = Self.marker(line)
            }
        }
        return blocks
    }

    /// Reads a line such as `<!-- file: rules/a.json -->`; nil for any other line.
    private static func marker(_ line: String) -> Marker? {
        guard line.hasPrefix("<!-- "), line.hasSuffix(" -->") else { return nil }
        let parts = line.dropFirst(5).dropLast(4).components(separatedBy: ": ")
        let value = parts.dropFirst().joined(separator: ": ")
        return switch (parts[0], value.isEmpty) {
        case ("file", false): .file(value)
        case ("exit", false): Int32(value).map(Marker.exit) ?? .unknown(line)
        case ("keep running", true): .keepRunning
        case ("repeat until it succeeds", true): .repeated
        case ("needs", false): .needs(value)
        case ("excerpt", false): .excerpt(value)
        case ("picture", true), ("not run", false): .notRun
        default: .unknown(line)
        }
    }
}
