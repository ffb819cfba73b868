import ArgumentParser
import JSON
import Rules

struct TryCondition: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "condition",
        abstract: "Evaluates conditions: one JSON object per line in, one out.",
        discussion: """
            In: {"when": LOGIC, "data": ANY}. Out: {"result": ANY}, {"undecidable": "why"} or \
            {"error": "why"}, in the same order.

            Example: echo '{"when":{"==":[{"var":"a"},1]},"data":{"a":1}}' | \
            duebell try condition
            """)

    @Argument(help: "One case. Default: cases from standard input, one per line.")
    var line: String?
    @Option(help: "off: as in published JsonLogic, where absent values order as 0.")
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
