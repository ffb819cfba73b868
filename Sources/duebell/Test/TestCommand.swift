import ArgumentParser
import Calendars
import Cases
import DirectoryIntake
import Engine
import Foundation
import Intake
import JSON
import Messages
import Rules

struct TestCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "test",
            abstract: .spoken(
                "用虚拟时间运行规则旁的测试。",
                "Runs the tests beside the rules, in virtual time."),
            discussion: .spoken(
                """
                测试文件名为 *.test.json：{"cases": {"NAME": {"records": […], "until": "…", \
                "expect": [{"at": "…", "reason": "overdue", "to": ["contact:x"], "obligation": \
                "…"}]}}}。预期写 `duebell simulate` 所输出各行的成员；发生的每条消息、每项结论\
                、每个问题都须列入预期。文件或用例中写 "about": ["RULE", …] 的，只看这些规则；\
                规则包中的测试只看该包的规则。规则包中在 "with" 下自带设置的测试，只用该包运行。
                """,
                """
                A test is a file *.test.json: {"cases": {"NAME": {"records": […], "until": \
                "…", "expect": [{"at": "…", "reason": "overdue", "to": ["contact:x"], \
                "obligation": "…"}]}}}. Expectations name members of the lines that `duebell \
                simulate` prints; every notice, verdict and fault that occurs must be expected. \
                "about": ["RULE", …] in a file or a case limits that to some rules; a test in \
                a pack is about the rules of the pack. A test in a pack with its own settings \
                under "with" runs with that pack alone.
                """,
                examples: "duebell test rules"))
    }

    @Argument(
        help: .spoken("规则和测试的文件夹。", "Folder of rules and tests."), completion: .directory)
    var folder = "rules"
    @Option(
        help: .spoken(
            "结果另以 JUnit XML 写入此文件。",
            "Also write the outcome as JUnit XML to this file."), completion: .file())
    var junit: String?
    @Flag(
        help: .spoken(
            "把未通过的测试的预期改为实际结果；请核对改动。",
            "Replaces the expectations of failing tests by what happened; read the change."))
    var update = false
    @Option(
        help: .spoken(
            "输出格式；json 每行一个对象，最后一行为计数。",
            "Output format; json prints one object per line, the last with the counts."))
    var format: OutputFormat = .text

    func run() async throws {
        let reading = try RulesFolder.read(folder)
        var outcomes: [TestOutcome] = []
        for file in try TestFiles.read(in: folder) {
            let tests = try TestFiles.tests(of: file, beside: reading.documents)
            let run = tests.map {
                TestOutcome(
                    file: file.path, name: $0.name, difference: $0.run(in: FaultPhrases.program),
                    zone: $0.simulation.rules.current.settings.zone)
            }
            let changed = zip(tests, run).filter { !$1.difference.isEmpty }.map(\.0)
            if update, let zone = run.first?.zone, !changed.isEmpty {
                try Self.rewrite(file, zone, changed)
            } else {
                outcomes += run
            }
        }
        let failed = outcomes.filter { !$0.difference.isEmpty }.count
        switch format {
        case .text:
            let words = CheckPhrases(language: .spoken)
            for outcome in outcomes { outcome.lines(words).forEach(Terminal.show) }
            Terminal.say(words.counts(passed: outcomes.count - failed, failed: failed))
        case .json:
            for outcome in outcomes { Terminal.say(json: outcome.json) }
            let counts: JSON = [
                "passed": .number(.integer(Int64(outcomes.count - failed))),
                "failed": .number(.integer(Int64(failed))),
            ]
            Terminal.say(json: counts)
        }
        if let junit { try TestOutcome.junit(outcomes).writing(to: junit) }
        if failed > 0 { throw ExitCode(Failure.Status.findings.rawValue) }
    }

    /// Writes into a file what the tests given produced.
    private static func rewrite(_ file: RuleDocument, _ zone: Zone, _ tests: [RuleTest]) throws {
        let text = try TestUpdate(document: file, zone: zone).text(
            tests.map { ($0.name, $0.updated(in: FaultPhrases.program)) })
        do {
            try Data(text).write(to: URL(filePath: file.path), options: .atomic)
        } catch {
            throw Failure(.cannotCreate, "\(file.path): \(error.localizedDescription)")
        }
        let words = CheckPhrases(language: .spoken)
        for test in tests { Terminal.show(words.updated(file.path, test.name)) }
    }
}

extension String {
    fileprivate func writing(to path: String) throws(Failure) {
        do {
            try write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw Failure(.cannotCreate, "\(path): \(error.localizedDescription)")
        }
    }
}
