import ArgumentParser
import JSON
import Rules

struct TryCondition: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "condition",
            abstract: .spoken(
                "试算条件：每行一个 JSON 对象，输出也是每行一个。",
                "Evaluates conditions: one JSON object per line in, one out."),
            discussion: .spoken(
                """
                输入：{"when": LOGIC, "data": ANY}。输出：{"result": ANY}、{"undecidable": \
                "why"} 或 {"error": "why"}，次序相同。
                """,
                """
                In: {"when": LOGIC, "data": ANY}. Out: {"result": ANY}, {"undecidable": "why"} \
                or {"error": "why"}, in the same order.
                """,
                examples: """
                    echo '{"when":{"==":[{"var":"a"},1]},"data":{"a":1}}' | duebell try condition
                    """))
    }

    @Argument(
        help: .spoken(
            "一个用例。默认从标准输入读取，每行一个。",
            "One case. Default: cases from standard input, one per line."))
    var line: String?
    @Option(
        help: .spoken(
            "off：与公开的 JsonLogic 相同，缺少的值比较大小时当作 0。",
            "off: as in published JsonLogic, where absent values order as 0."))
    var strict: Strictness = .on

    enum Strictness: String, ExpressibleByArgument, CaseIterable {
        case on, off
    }

    func run() async throws {
        Questions.answer(line) { input in
            guard let when = input["when"] else {
                return ("error", "an object with `when` is required")
            }
            do throws(RuleErrors) {
                let condition = try Condition(when)
                switch condition.evaluate(over: input["data"] ?? .null, strict: strict == .on) {
                case .value(let value): return ("result", value)
                case .undecidable(let why): return ("undecidable", .string("\(why)"))
                }
            } catch {
                let diagnostics = error.all.map { "\($0.pointer): \($0.found)" }
                return ("error", .string(diagnostics.joined(separator: "; ")))
            }
        }
    }
}
