import Calendars
import Cases
import Messages
import Queries
import Rules

/// Formats one event as a line for people, in the language of the rules or the terminal.
enum Timeline {
    static func line(
        _ line: Simulation.Line, in rulebook: Rulebook, coloured: Bool, language: Language? = nil
    ) -> String {
        let zone = rulebook.settings.zone
        let words = ViewPhrases(language ?? rulebook.settings.language)
        let clock = ShortTime.text(line.at, in: zone)
        let (text, colour) = describe(line.effect, in: rulebook, words)
        let body = Terminal.plain("\(clock)  \(line.incident)  \(text)")
        return coloured ? "\u{1B}[\(colour)m\(body)\u{1B}[0m" : body
    }

    private static func describe(
        _ effect: Effect, in rulebook: Rulebook, _ words: ViewPhrases
    ) -> (text: String, colour: Int) {
        let zone = rulebook.settings.zone
        let facts = words.facts(of: rulebook) { ShortTime.text($0, in: zone) }
        switch effect {
        case .opened(let id, let dueAt):
            return ("\(words.opened) \(id)  \(words.due) \(ShortTime.text(dueAt, in: zone))", 36)
        case .moved(let id, let dueAt):
            return ("\(words.moved) \(id)  \(words.due) \(ShortTime.text(dueAt, in: zone))", 36)
        case .notStarted(let id, let waitsFor):
            return ("\(words.notStarted) \(id)  \(facts.text(waitsFor))", 35)
        case .notice(let notice):
            let name = rulebook.name(of: notice.to)
            let about = notice.obligation.map { " \($0)" } ?? ""
            let colour =
                switch notice.reason {
                case .opened, .approaching: 33
                case .met, .waived, .revoked: 32
                default: 31
                }
            let address = notice.address.map { " <\($0)>" } ?? ""
            return (
                "\(words.reason(notice.reason)) → \(name)\(address) (\(notice.channel))\(about)"
                    + (notice.detail.map { "  \(facts.text($0))" } ?? ""), colour
            )
        case .verdict(let id, let verdict):
            return ("\(words.verdict) \(id)  \(words.outcome(verdict))", onTime(verdict) ? 32 : 31)
        case .waived(let id, let by):
            return ("\(words.waived) \(id)  \(by)", 32)
        case .replanned(let by, let digest):
            return ("\(words.replanned) \(by)  \(digest.prefix(12))", 36)
        case .merged(let id, let surviving, let by):
            return (words.merged(id.text, into: surviving.text, by: by), 36)
        case .separated(let id, let former, let by):
            return (words.separated(id.text, from: former.text, by: by), 36)
        case .reopened(let id):
            return ("\(words.reopened) \(id)", 35)
        case .revoked(let id):
            return ("\(words.reason(.revoked)) \(id)", 32)
        case .fault(let about, let fault):
            return ("\(words.fault) \(facts.text(FaultSubject(about)))  \(facts.text(fault))", 35)
        case .cleared(let about, let fault):
            return ("\(words.cleared) \(facts.text(FaultSubject(about)))  \(facts.text(fault))", 32)
        }
    }

    private static func onTime(_ verdict: Obligation.Verdict) -> Bool {
        verdict.outcome == .onTime
    }
}
