import ArgumentParser
import Calendars
import Files
import Intake
import JSON
import Rules

struct TryCron: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cron",
        abstract: "Tells when a cron schedule fires next: a JSON object a line in, one out.",
        discussion: """
            In: {"cron": "0 17 * * 1-5", "zone": "…", "from": "…", "count": 3}. Out: \
            {"next": ["…"]} or {"error": "why"}. The schedule is read as Debian's cron reads it.

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
