import ArgumentParser
import Calendars
import Files
import Intake
import JSON
import Rules

struct TryCron: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "cron",
            abstract: .spoken(
                "试算 cron 时间表的今后各次：每行一个 JSON 对象，输出也是每行一个。",
                """
                Computes the next firings of a cron schedule: one JSON object per line in, one \
                out.
                """),
            discussion: .spoken(
                """
                输入：{"cron": "0 17 * * 1-5", "zone": "…", "from": "…", "count": 3}。输出：\
                {"next": ["…"]} 或 {"error": "why"}。时间表的含义与 Debian 的 cron 相同。
                """,
                """
                In: {"cron": "0 17 * * 1-5", "zone": "…", "from": "…", "count": 3}. Out: \
                {"next": ["…"]} or {"error": "why"}. Schedules are interpreted as by Debian's \
                cron.
                """,
                examples: """
                    duebell try cron '{"cron":"0 17 * * \
                    1-5","zone":"Asia/Shanghai","from":"2026-05-12T16:00:00+08:00"}'
                    """))
    }

    @Argument(
        help: .spoken(
            "一个用例。默认从标准输入读取，每行一个。",
            "One case. Default: cases from standard input, one per line."))
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
            throw Failure(.data, "/zone: a time zone of the tz database is required")
        }
        guard let text = input["from"]?.string, var from = try? Instant(rfc3339: text) else {
            throw Failure(.data, "/from: a time such as 2026-05-12T16:00:00+08:00 is required")
        }
        let count = input["count"].map { $0.integer ?? 0 } ?? 1
        guard (1...1_000).contains(count) else {
            throw Failure(.data, "/count: a number from 1 to 1000 is required")
        }
        var firings: [String] = []
        while firings.count < count, let next = cron.next(after: from, in: zone) {
            firings.append(next.rfc3339)
            from = next
        }
        return firings
    }
}
