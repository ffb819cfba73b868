import ArgumentParser
import Rules

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Answers what a piece of a rule would give.",
        discussion: """
            Example: duebell try condition '{"when":{"exists":["a"]},"data":{"a":1}}'
            """,
        subcommands: [Condition.self])

    struct Condition: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "condition",
            abstract: "Evaluates conditions: a JSON object a line in, one out.",
            discussion: """
                In: {"when": LOGIC, "data": ANY}. Out: {"result": ANY}, {"undecidable": "why"} or \
                {"error": "why"}, in the same order.

                Example: echo '{"when":{"==":[{"var":"a"},1]},"data":{"a":1}}' | \
                duebell try condition
                """)

        @Argument(help: "One case; without it the cases are read from standard input.")
        var line: String?
        @Option(help: "off: as published JsonLogic does, where what is absent orders as 0.")
        var strict: Strictness = .on

        enum Strictness: String, ExpressibleByArgument, CaseIterable {
            case on, off
        }

        func run() async throws {
            if let line {
                Terminal.say(answer(line))
                return
            }
            while let line = readLine() {
                if !line.allSatisfy(\.isWhitespace) { Terminal.say(answer(line)) }
            }
        }

        private func answer(_ line: String) -> String {
            let input: JSON
            do {
                input = try JSONReader.read(Array(line.utf8), limits: .record)
            } catch {
                return outcome("error", .string("\(error)"))
            }
            guard let when = input["when"] else {
                return outcome("error", "an object with `when` is wanted")
            }
            do {
                let condition = try Rules.Condition(when)
                let data = input["data"] ?? .null
                switch condition.evaluate(over: data, strict: strict == .on) {
                case .value(let value): return outcome("result", value)
                case .undecidable(let why): return outcome("undecidable", .string(why))
                }
            } catch {
                let mistakes = error.all.map { "\($0.pointer): \($0.found)" }
                return outcome("error", .string(mistakes.joined(separator: "; ")))
            }
        }

        private func outcome(_ key: String, _ value: JSON) -> String {
            JSON.object(JSONObject(distinct: [.init(key: key, value: value)])).serialized()
        }
    }
}
