import ArgumentParser
import Calendars
import Intake
import Rules

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Answers what a piece of a rule would give.",
        discussion: "Example: duebell try condition --help",
        subcommands: [TryCondition.self, TryDue.self, TryCron.self])
}

/// Asks one question on the command line, or many on standard input: a JSON object a line in, one
/// out, in the same order.
enum Questions {
    static func answer(_ line: String?, by reply: (JSON) -> (key: String, value: JSON)) {
        if let line {
            say(line, by: reply)
            return
        }
        while let line = readLine() {
            if !line.allSatisfy(\.isWhitespace) { say(line, by: reply) }
        }
    }

    private static func say(_ line: String, by reply: (JSON) -> (key: String, value: JSON)) {
        let answer: (key: String, value: JSON)
        do {
            answer = reply(try JSONReader.read(Array(line.utf8)))
        } catch {
            answer = ("error", .string("\(error)"))
        }
        let object = JSONObject(distinct: [.init(key: answer.key, value: answer.value)])
        Terminal.say(JSON.object(object).serialized())
    }
}

struct TryCondition: AsyncParsableCommand {
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
        Questions.answer(line) { input in
            guard let when = input["when"] else {
                return ("error", "an object with `when` is wanted")
            }
            do throws(Mistakes) {
                let condition = try Condition(when)
                switch condition.evaluate(over: input["data"] ?? .null, strict: strict == .on) {
                case .value(let value): return ("result", value)
                case .undecidable(let why): return ("undecidable", .string(why))
                }
            } catch {
                let mistakes = error.all.map { "\($0.pointer): \($0.found)" }
                return ("error", .string(mistakes.joined(separator: "; ")))
            }
        }
    }
}

struct TryCron: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cron",
        abstract: "Tells when a cron schedule fires next: a JSON object a line in, one out.",
        discussion: """
            In: {"cron": "0 17 * * 1-5", "zone": "…", "from": "…", "count": 3}. Out: {"next": ["…"]} \
            or {"error": "why"}. The schedule is read as Debian's cron reads it.

            Example: duebell try cron '{"cron":"0 17 * * 1-5","zone":"Asia/Shanghai",\
            "from":"2026-05-12T16:00:00+08:00"}'
            """)

    @Argument(help: "One case; without it the cases are read from standard input.")
    var line: String?

    func run() async throws {
        Questions.answer(line) { input in
            do throws(Failure) {
                return ("next", .array(try Self.firings(input).map(JSON.string)))
            } catch {
                return ("error", .string("\(error)"))
            }
        }
    }

    private static func firings(_ input: JSON) throws(Failure) -> [String] {
        let cron: Cron
        do {
            cron = try Cron(input["cron"]?.string ?? "")
        } catch {
            throw Failure(.data, "/cron: \(error)")
        }
        guard let name = input["zone"]?.string, let zone = ZoneFiles.system.zone(named: name) else {
            throw Failure(.data, "/zone: a name of the tz database is wanted")
        }
        guard let text = input["from"]?.string, var from = try? Instant(rfc3339: text) else {
            throw Failure(.data, "/from: a time like 2026-05-12T16:00:00+08:00 is wanted")
        }
        let count = input["count"].map { $0.integer ?? 0 } ?? 1
        guard (1...1_000).contains(count) else {
            throw Failure(.data, "/count: a number from 1 to 1000 is wanted")
        }
        var firings: [String] = []
        while firings.count < count, let next = cron.next(after: from, in: zone) {
            firings.append(next.rfc3339)
            from = next
        }
        return firings
    }
}
