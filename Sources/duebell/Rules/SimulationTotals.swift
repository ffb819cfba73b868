import Cases
import JSON
import Queries
import Rules

/// The totals of a simulation: obligations by outcome, and messages by recipient and channel.
struct SimulationTotals {
    /// A recipient and a channel.
    private struct Way: Hashable {
        let to: Recipient
        let channel: Channel.ID
    }

    /// An obligation of one incident; a bulletin's obligations have the same ids for every unit.
    private struct Owed: Hashable {
        let incident: Incident.ID
        let id: Obligation.ID
    }

    private var opened: Set<Owed> = []
    private var verdicts: [Owed: String] = [:]
    private var waived: Set<Owed> = []
    private var faults = 0
    private var messages: [Way: Int] = [:]

    init(of lines: [Simulation.Line]) {
        for line in lines {
            func owed(_ id: Obligation.ID) -> Owed { Owed(incident: line.incident, id: id) }
            switch line.effect {
            case .opened(let id, _), .notStarted(let id, _): opened.insert(owed(id))
            case .verdict(let id, let verdict): verdicts[owed(id)] = verdict.name
            case .waived(let id, _): waived.insert(owed(id))
            case .reopened(let id): verdicts[owed(id)] = nil
            case .revoked(let id): opened.remove(owed(id))
            case .fault: faults += 1
            case .notice(let notice):
                messages[Way(to: notice.to, channel: notice.channel), default: 0] += 1
            case .moved, .replanned, .merged, .separated, .cleared: break
            }
        }
    }

    private func count(_ verdict: String) -> Int {
        verdicts.values.count { $0 == verdict }
    }

    private var open: Int {
        opened.subtracting(verdicts.keys).subtracting(waived).count
    }

    /// The totals as JSON; messages by recipient and channel.
    var json: JSON {
        func number(_ count: Int) -> JSON { .number(.integer(Int64(count))) }
        return [
            "obligations": number(opened.count), "on-time": number(count("on-time")),
            "late": number(count("late")), "missed": number(count("missed")),
            "waived": number(waived.count), "open": number(open), "faults": number(faults),
            "messages": .array(
                sortedMessages.map { way, count in
                    [
                        "to": .string("\(way.to)"), "channel": .string(way.channel.text),
                        "count": number(count),
                    ]
                }),
        ]
    }

    /// Returns the totals in lines for people, in the language of the rules.
    func lines(of rulebook: Rulebook) -> [String] {
        let isChinese = rulebook.settings.language == .chinese
        func line(_ chinese: String, _ english: String, _ count: Int) -> String {
            "\(isChinese ? chinese + "：" : english + ": ")\(count)"
        }
        let head = [
            line("应报", "obligations", opened.count), line("按时", "on time", count("on-time")),
            line("迟报", "late", count("late")), line("漏报", "missed", count("missed")),
            line("免报", "waived", waived.count), line("未了", "open", open),
            line("问题", "faults", faults), line("消息", "messages", messages.values.reduce(0, +)),
        ]
        return [head.joined(separator: isChinese ? "，" : ", ")]
            + sortedMessages.map { way, count in
                "  \(rulebook.name(of: way.to)) (\(way.to), \(way.channel)): \(count)"
            }
    }

    private var sortedMessages: [(Way, Int)] {
        messages.sorted {
            ($1.value, "\($0.key.to)", $0.key.channel.text)
                < ($0.value, "\($1.key.to)", $1.key.channel.text)
        }.map { ($0.key, $0.value) }
    }
}
