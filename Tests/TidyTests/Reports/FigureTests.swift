import Foundation
import Testing

/// A report of the tree's figures in Markdown.
///
/// Run by `TIDY_REPORT=figures.md swift test --filter TidyTests`.
@Suite struct FigureTests {
    private static let path = ProcessInfo.processInfo.environment["TIDY_REPORT"]

    @Test(TreeIndex.isRead, .enabled(if: path != nil, "TIDY_REPORT names no file"))
    func `the figures are written where they are wanted`() throws {
        let path = try #require(Self.path)
        let index = try TreeIndex.shared.get()
        let tree = try SourceTree.sources.get()
        let graph = FileGraph(index)
        let docs = DocComments(tree.files)
        let dead = DeadDeclarations(index, tree)
        let sections = [
            Self.table(index, tree, graph, dead) + Self.table(docs),
            Self.section("Knots", graph.knots.map(Self.text)),
            Self.section(
                "Longest functions",
                FunctionLengths(index, tree).functions.prefix(20)
                    .map { "\($0.name): \($0.lines)" }),
            Self.section("Unused declarations", dead.unused),
            Self.section("Declarations only tests use", dead.testOnly),
            Self.section("Misfiled types", MisfiledTypes(index).types),
            Self.section("Banned openings", docs.comments.filter(\.isBanned).map(Self.text)),
            Self.section("Vague summaries", docs.comments.filter(\.isVague).map(Self.text)),
        ]
        try Data((sections.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
    }

    private static func table(
        _ index: CodeIndex, _ tree: SourceTree, _ graph: FileGraph, _ dead: DeadDeclarations
    ) -> String {
        let lengths = FunctionLengths(index, tree)
        let knots = graph.knots.map { String($0.files.count) }.joined(separator: ", ")
        let rows: KeyValuePairs<String, String> = [
            "files": "\(tree.files.count)",
            "arrows a file": String(format: "%.2f", graph.arrowsPerFile),
            "knots (files of each)": "\(graph.knots.count) (\(knots))",
            "functions": "\(lengths.functions.count)",
            "lines: median, nine in ten, longest":
                "\(lengths.quantile(0.5)), \(lengths.quantile(0.9)), \(lengths.quantile(1))",
            "functions over 50 lines": "\(lengths.longer(than: 50).count)",
            "unused declarations": "\(dead.unused.count)",
            "declarations only tests use": "\(dead.testOnly.count)",
            "misfiled types": "\(MisfiledTypes(index).types.count)",
        ]
        return "| figure | value |\n|---|---|\n" + lines(rows)
    }

    private static func table(_ docs: DocComments) -> String {
        lines([
            "banned openings, exported": share(docs.exported, \.isBanned),
            "vague summaries, exported": share(docs.exported, \.isVague),
            "banned openings, all": share(docs.comments, \.isBanned),
            "vague summaries, all": share(docs.comments, \.isVague),
        ])
    }

    private static func lines(_ rows: KeyValuePairs<String, String>) -> String {
        rows.map { "| \($0.key) | \($0.value) |\n" }.joined()
    }

    private static func share(
        _ comments: [DocComments.Comment], _ isCounted: (DocComments.Comment) -> Bool
    ) -> String {
        let count = comments.count(where: isCounted)
        let percent = 100 * Double(count) / Double(max(comments.count, 1))
        return "\(count) of \(comments.count) (\(String(format: "%.1f", percent)) %)"
    }

    private static func section(_ title: String, _ lines: [String]) -> String {
        "\n## \(title)\n\n" + lines.map { "- \($0)\n" }.joined()
    }

    private static func text(of knot: FileGraph.Knot) -> String {
        "\(knot.files.count) files\n" + knot.arrows.map { "  - \($0)" }.joined(separator: "\n")
    }

    private static func text(of comment: DocComments.Comment) -> String {
        "\(comment.place): \(comment.summary)"
    }
}
