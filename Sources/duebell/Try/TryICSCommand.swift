import ArgumentParser
import Calendars
import Files
import Intake
import JSON
import Rules

struct TryICS: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "ics",
            abstract: .spoken(
                "列出 iCalendar 日程的各次：每行一个 JSON 对象，输出也是每行一个。",
                """
                Lists the occurrences of iCalendar events: one JSON object per line in, one out.
                """),
            discussion: .spoken(
                """
                输入：{"ics": TEXT, "from": "…", "until": "…", "zone": "…"}。输出：\
                {"occurrences": [{"start": "…", "end": "…", "summary": "…"}]} 或 {"error": \
                "why"}。时区用于全天日程和没有时区的时间。
                """,
                """
                In: {"ics": TEXT, "from": "…", "until": "…", "zone": "…"}. Out: \
                {"occurrences": [{"start": "…", "end": "…", "summary": "…"}]} or {"error": \
                "why"}. The zone applies to whole days and to times without a zone.
                """,
                examples: """
                    duebell try ics \
                    '{"ics":"BEGIN:VCALENDAR\\nBEGIN:VEVENT\\nUID:1\\nDTSTART:20260512T080000Z\\n\
                    END:VEVENT\\nEND:VCALENDAR\\n","from":"2026-05-01T00:00:00Z",\
                    "until":"2026-06-01T00:00:00Z","zone":"Asia/Shanghai"}'
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
                return ("occurrences", .array(try Self.occurrences(input)))
            } catch {
                return ("error", .string("\(error)"))
            }
        }
    }

    private static func occurrences(_ input: JSON) throws(Failure) -> [JSON] {
        guard let text = input["ics"]?.string else {
            throw Failure(.data, "/ics: the text of an iCalendar is required")
        }
        guard let name = input["zone"]?.string, let zone = ZoneFiles.system.zone(named: name) else {
            throw Failure(.data, "/zone: a time zone of the tz database is required")
        }
        let (from, until) = (try instant(input, "from"), try instant(input, "until"))
        guard from < until else { throw Failure(.data, "/until: a time after `from` is required") }
        do {
            let calendar = try ICalendar(
                Array(text.utf8), zone: zone, zones: ZoneFiles.system.zone(named:))
            return calendar.occurrences(overlapping: from..<until).map { occurrence in
                [
                    "start": .string(occurrence.start.rfc3339),
                    "end": .string(occurrence.end.rfc3339),
                    "summary": .string(occurrence.details.summary),
                ]
            }
        } catch {
            throw Failure(.data, "/ics: \(error)")
        }
    }

    private static func instant(_ input: JSON, _ key: String) throws(Failure) -> Instant {
        guard let text = input[key]?.string, let instant = try? Instant(rfc3339: text) else {
            throw Failure(.data, "/\(key): a time such as 2026-05-12T16:00:00+08:00 is required")
        }
        return instant
    }
}
