import Foundation
import TestSupport
import Testing

/// The index of this package, written by the build of these tests.
enum TreeIndex {
    /// The index, read once for all tests.
    static let shared = Result { try read() }

    /// True if the build writes an index, as every debug build does by default.
    static let isWritten: Bool = {
        let plan = build.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: build.lastPathComponent + ".yaml")
        guard let text = try? String(contentsOf: plan, encoding: .utf8) else { return true }
        return text.contains("\"-index-store-path\"")
    }()

    /// The condition of tests that read the index; without a store they fail.
    static var isRead: ConditionTrait {
        .enabled(if: isWritten, "this build was told not to write an index")
    }

    /// The build folder, which contains the test bundle.
    private static let build = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()

    static func read(from store: String, below top: String) throws -> CodeIndex {
        let resources = try Toolchain.resources()
        let library = URL(filePath: resources).deletingLastPathComponent()
            .appending(path: "libIndexStore.so").path
        return try IndexStore(path: store, library: IndexLibrary(path: library)).read(below: top)
    }

    private static func read() throws -> CodeIndex {
        let index = try read(from: build.path + "/index/store", below: SourceTree.top)
        let strays = try unindexed(index, SourceTree.sources.get())
        guard strays.isEmpty else {
            throw TestFailure("the index is older than \(strays.joined(separator: ", ")): build")
        }
        return index
    }

    /// Returns the files that are missing or outdated in the index.
    static func unindexed(_ index: CodeIndex, _ sources: SourceTree) -> [String] {
        let known = Dictionary(grouping: index.files, by: \.path)
        return sources.files.filter { source in
            guard let file = known[source.path]?.first else {
                return !source.code.allSatisfy(\.isWhitespace)
            }
            return !isCurrent(file, source, index)
        }.map(\.path)
    }

    /// Returns true if the definitions in the index are at the same places in the text of the file.
    private static func isCurrent(
        _ file: CodeIndex.File, _ source: SourceTree.File, _ index: CodeIndex
    ) -> Bool {
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Array($0.utf8) }
        return file.occurrences.allSatisfy { occurrence in
            let symbol = index.symbols[occurrence.symbol]
            guard occurrence.roles.contains(.definition), !occurrence.roles.contains(.implicit),
                symbol.kind.isType || symbol.kind.isFunction, !symbol.isAccessor
            else { return true }
            let name = Array(symbol.name.prefix { $0 != "(" }.utf8)
            guard lines.indices.contains(occurrence.line - 1) else { return false }
            return lines[occurrence.line - 1].dropFirst(occurrence.column - 1)
                .filter { $0 != UInt8(ascii: "`") }.starts(with: name)
        }
    }
}

/// The Swift toolchain that built these tests.
enum Toolchain {
    /// Runs a tool of the toolchain and returns its output.
    @discardableResult
    static func run(_ arguments: [String]) throws -> Data {
        Data(try TestSupport.run("/usr/bin/env", arguments))
    }

    /// Returns the folder `lib/swift` of the toolchain.
    static func resources() throws -> String {
        let answer = try JSONDecoder().decode(
            TargetInfo.self, from: run(["swiftc", "-print-target-info"]))
        return answer.paths.runtimeResourcePath
    }

    private struct TargetInfo: Decodable {
        let paths: Paths
    }

    private struct Paths: Decodable {
        let runtimeResourcePath: String
    }
}
