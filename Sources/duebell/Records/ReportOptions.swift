import ArgumentParser
import Cases
import DirectoryIntake
import Foundation
import Intake
import JSON
import Queries
import Rules

/// The options about the content of a report.
struct ReportOptions: ParsableArguments {
    @Option(
        help: .spoken(
            "报告形式，如 phone（电话）、written（书面）。",
            "Form of the report, such as phone or written."))
    var form: String?
    @Option(
        parsing: .unconditional,
        help: .spoken(
            "对方确认收到的时间，写法同 --at。",
            "Time at which the other side confirmed receipt, in a form of --at."))
    var receivedAt: String?
    @Option(
        help: .spoken(
            "迟报原因，规则要求说明的填写。",
            "Reasons for the delay, where a rule asks for them."))
    var reasons: String?
    @Option(help: .spoken("审签报送的人。", "Person who cleared the report for sending."))
    var clearedBy: String?
    @Option(help: .spoken("核实报告的人。", "Person who verified the report."))
    var verifiedBy: String?
    @Option(help: .spoken("报告标题。", "Title of the report."))
    var title: String?
    @Option(help: .spoken("报告内容。", "Text of the report."))
    var text: String?
    @Option(
        help: .spoken(
            "报告内容所在的文件，UTF-8 编码；- 为标准输入。",
            "File with the text of the report, in UTF-8; - for standard input."))
    var textFile: String?

    /// Writes the options and the time of submission into a report.
    func write(to draft: inout RecordDraft, _ session: RecordSession) throws {
        draft.set("submittedAt", try session.at())
        let written = [
            ("form", form), ("by", session.by), ("title", title), ("reasons", reasons),
            ("clearedBy", clearedBy), ("verifiedBy", verifiedBy),
            ("text", try textFile.map(TextFile.read) ?? text),
        ]
        for case (let key, let value?) in written { draft[key] = value }
        if let receivedAt {
            draft.set("receivedAt", try session.time(receivedAt, "--received-at"))
        }
    }
}

/// A file with the text of a report or an instruction.
enum TextFile {
    /// Reads a text in UTF-8; `-` is standard input.
    static func read(_ path: String) throws -> String {
        let handle: FileHandle
        do {
            handle =
                path == "-"
                ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw Failure(.noInput, "--text-file: \(path): \(error.localizedDescription)")
        }
        let bytesMax = IntakeLimits().recordBytesMax
        let data = try handle.read(upToCount: bytesMax + 1) ?? Data()
        guard data.count <= bytesMax else {
            throw Failure(.data, "--text-file: \(path): accepted are at most \(bytesMax) bytes")
        }
        guard let text = String(validating: Array(data), as: UTF8.self) else {
            throw Failure(.data, "--text-file: \(path): found bytes that are not UTF-8")
        }
        return text.trimmingCharacters(in: .newlines)
    }
}

extension RecordDraft {
    /// Writes the receiving units of a report: one, or a list.
    mutating func set(to units: [String]) {
        set("to", units.count == 1 ? .string(units[0]) : .array(units.map(JSON.string)))
    }
}
