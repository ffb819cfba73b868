import Foundation
import JSON
import TestSupport
import Testing

/// Runs the blocks of one page in a folder of its own.
final class BookRunner {
    private let page: BookPage
    private let office: Office
    /// The programs that run until the page ends.
    private var running: [Program] = []
    /// The output of the preceding command block; nil after any other block.
    private var printed: String?
    /// The outputs that differ from what the page shows.
    private(set) var outputs: [(lines: Range<Int>, text: String)] = []

    init(_ page: BookPage) async throws {
        self.page = page
        office = try Office()
        switch page.folder {
        case .shipped: break
        case .founding: try await office.watchFoundingCase()
        case .empty:
            try FileManager.default.removeItem(atPath: office.folder.path + "/rules")
            try office.folder.with("rules")
        }
    }

    func run() async throws {
        for block in page.blocks { try await run(block) }
        for program in running {
            program.signal(SIGTERM)
            _ = try await program.end()
        }
    }

    private func run(_ block: BookBlock) async throws {
        let before = printed
        printed = nil
        switch (block.language, block.marker) {
        case (_, .unknown(let line)): fail(block, "an unknown marker: \(line)")
        case (_, .notRun): break
        case (_, .excerpt(let path)): try checkExcerpt(block, of: path)
        case (_, .file(let path)): try await write(block, to: path)
        case ("sh", let marker): try await runCommands(block, marker)
        case ("json", nil), ("ndjson", nil): try await checkJSON(block)
        case ("text", nil):
            guard let before else { return fail(block, "a text that follows no command") }
            compare(block, with: before)
        default: fail(block, "a block of an unknown kind, `\(block.language)`, without a marker")
        }
    }

    private func fail(_ block: BookBlock, _ why: String) {
        Issue.record("\(page.path):\(block.lines.lowerBound): \(why)")
    }

    // MARK: Commands

    private func runCommands(_ block: BookBlock, _ marker: BookBlock.Marker?) async throws {
        if case .needs(let program) = marker, Self.place(of: program) == nil { return }
        if marker == .keepRunning {
            running.append(try bash("exec " + block.text))
            return
        }
        var status: Int32 = 0
        if case .exit(let code) = marker { status = code }
        var outcome = try await bash(block.text).end()
        if marker == .repeated {
            try await eventually("\(page.path): \(block.text)") {
                if outcome.status != status { outcome = try await self.bash(block.text).end() }
                return outcome.status == status
            }
        }
        if outcome.status != status {
            fail(block, "exit code \(outcome.status)\n\(outcome.output)\(outcome.errors)")
        }
        printed = outcome.output
    }

    private func bash(_ commands: String) throws -> Program {
        let own = URL(filePath: Program.path).deletingLastPathComponent().path
        let path = ([own] + Self.places).joined(separator: ":")
        return try Program(
            [], in: office.folder.path,
            environment: ["PATH": path, "BOOK": BookPage.catalogue, "USER": "li-na"],
            through: ["/bin/bash", "-euo", "pipefail", "-c", commands])
    }

    private static let places = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        .split(separator: ":").map(String.init)

    private static func place(of program: String) -> String? {
        places.first { FileManager.default.isExecutableFile(atPath: $0 + "/" + program) }
    }

    private func compare(_ block: BookBlock, with output: String) {
        let text = output.hasSuffix("\n") ? String(output.dropLast()) : output
        // A page has no white space at the ends of its lines.
        let plain = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in line.replacing(#/ +$/#, with: "") }.joined(separator: "\n")
        guard plain != block.text else { return }
        outputs.append((block.lines, plain))
        fail(block, "the output is\n\(plain)")
    }

    // MARK: Files and documents

    private func write(_ block: BookBlock, to path: String) async throws {
        let folder = URL(filePath: office.folder.path + "/" + path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let lineEnd = path.hasSuffix(".ics") ? "\r\n" : "\n"
        let text = block.text.replacing("\n", with: lineEnd) + lineEnd
        try office.folder.write(text, to: path)
        if path.hasPrefix("rules/"), path.hasSuffix(".json"), !path.hasSuffix(".test.json") {
            try await check(block, in: office)
        }
    }

    private func check(_ block: BookBlock, in office: Office) async throws {
        let outcome = try await office.run("check")
        if outcome.status != 0 { fail(block, outcome.errors) }
    }

    private func checkJSON(_ block: BookBlock) async throws {
        let isWhole = block.text.hasPrefix("{") || block.text.hasPrefix("[")
        let text = isWhole ? block.text : "{" + block.text + "}"
        let part =
            block.language == "json" ? try JSONReader.read(Array(text.utf8)) : .object([:])
        let isRecord = block.language == "ndjson" || part["type"] != nil
        let place = try Office()
        try place.keepPacksOnly(withFilesOf: office)
        let base = try JSONReader.read(TestFiles().bytes("office.json"))
        let document = isRecord ? base : Self.merged(base, part)
        try place.folder.write(document.serialized(.indented), to: "rules/office.json")
        guard isRecord else { return try await check(block, in: place) }
        try place.folder.write(text, to: "records.ndjson")
        let outcome = try await place.run("simulate", "--records", "records.ndjson")
        if outcome.status != 0 { fail(block, outcome.errors) }
    }

    /// Puts the members of each section of a document into those of another, in place of those
    /// with the same name.
    private static func merged(_ base: JSON, _ part: JSON) -> JSON {
        guard var whole = base.object else { return part }
        for section in part.object?.members ?? [] {
            guard var members = whole[section.key]?.object, let own = section.value.object else {
                whole[section.key] = section.value
                continue
            }
            for member in own.members { members[member.key] = member.value }
            whole[section.key] = .object(members)
        }
        return .object(whole)
    }

    private func checkExcerpt(_ block: BookBlock, of path: String) throws {
        let file = try String(contentsOfFile: BookPage.top + "/" + path, encoding: .utf8)
        var rest = file.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }[...]
        for line in block.text.split(separator: "\n") {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard let place = rest.firstIndex(of: line) else {
                return fail(block, "\(path) has no such line here: \(line)")
            }
            rest = rest[(place + 1)...]
        }
    }
}

extension Office {
    /// Removes all rules but the packs, and takes over what is not JSON from another office.
    fileprivate func keepPacksOnly(withFilesOf other: Office) throws {
        let files = FileManager.default
        let (rules, others) = (folder.path + "/rules/", other.folder.path + "/rules/")
        for name in try files.contentsOfDirectory(atPath: rules) where name.hasSuffix(".json") {
            try files.removeItem(atPath: rules + name)
        }
        for name in try files.contentsOfDirectory(atPath: others)
        where name.contains(".") && !name.hasSuffix(".json") {
            try files.copyItem(atPath: others + name, toPath: rules + name)
        }
    }
}
