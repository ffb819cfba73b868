import Calendars
import Cases
import JSON
import Messages
import Rules
import Storage

extension IncidentView {
    /// Returns the entries of an incident's journal, one per line.
    package func journal(_ story: StoreReader.Story) -> [String] {
        [words.happened]
            + story.journal.flatMap { row -> [String] in
                let entries = (try? JSONReader.read(row.body, limits: .stored))?.array ?? []
                let time = self.time(row.at)
                return entries.map { "  \(time)  \(entry($0))" }
            }
    }

    private func entry(_ json: JSON) -> String {
        let about = json["obligation"]?.string.map { facts.text(FaultSubject($0)) } ?? ""
        let dueAt = json["dueAt"].map { "\(words.due) \(text($0))" }
        let detail = json["detail"].flatMap(FaultDetail.init(coded:)).map(facts.text)
        let parts: [String?]
        switch json["type"]?.string ?? "" {
        case "opened": parts = [words.opened, about, dueAt]
        case "moved": parts = [words.moved, about, dueAt]
        case "not-started": parts = [words.notStarted, about, question(json)]
        case "notice": parts = [notice(json), about, step(json), detail]
        case "verdict": parts = [words.verdict, about, outcome(json), json["report"]?.string]
        case "waived": parts = [words.waived, about, json["by"]?.string]
        case "replanned":
            parts = [words.replanned, json["by"]?.string, json["rules"]?.string]
        case "merged", "separated": parts = [merging(json)]
        case "reopened": parts = [words.reopened, about]
        case "revoked": parts = [words.reason(.revoked), about]
        case "fault": parts = [words.fault, about, kind(json), detail]
        case "cleared": parts = [words.cleared, about, kind(json), detail]
        default: parts = [json.serialized()]
        }
        return parts.compactMap(\.self).map(Self.trimmed).filter { !$0.isEmpty }
            .joined(separator: "  ")
    }

    /// Returns the words for incidents that became one or were separated.
    private func merging(_ json: JSON) -> String? {
        let person = json["by"]?.string
        if let id = json["merged"]?.string, let other = json["into"]?.string {
            return words.merged(id, into: other, by: person)
        }
        guard let id = json["separated"]?.string, let other = json["from"]?.string else {
            return nil
        }
        return words.separated(id, from: other, by: person)
    }

    /// Returns a text without the spaces that align it in a column.
    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    private func kind(_ json: JSON) -> String? {
        let name = json["fault"]?.string
        return name.flatMap(Fault.Kind.init(rawValue:)).map { facts.text($0) } ?? name
    }

    private func question(_ json: JSON) -> String? {
        json["waitsFor"].flatMap(OpenQuestion.init(coded:)).map { facts.text($0) }
    }

    private func notice(_ json: JSON) -> String {
        let reason = json["reason"]?.string ?? ""
        let word = Notice.Reason(rawValue: reason).map(words.reason) ?? reason
        let to = json["to"]?.string ?? ""
        let name = Recipient(to).map(rulebook.name(of:)) ?? to
        let address = json["address"]?.string.map { " <\($0)>" } ?? ""
        return "\(Self.trimmed(word)) → \(name)\(address) (\(json["channel"]?.string ?? ""))"
    }

    private func step(_ json: JSON) -> String? {
        json["step"].flatMap { Int($0.serialized()) }.map(words.step)
    }

    private func outcome(_ json: JSON) -> String? {
        guard let verdict = json["verdict"]?.string else { return nil }
        let span = json["lateBy"]?.string.flatMap { Period($0)?.exactDuration }
        let outcome: Obligation.Verdict.Outcome? =
            switch (verdict, span) {
            case ("on-time", _): .onTime
            case ("late", let span?): .late(span)
            case ("missed", _): .missed
            default: nil
            }
        return outcome.map { words.outcome(Obligation.Verdict(outcome: $0, report: nil)) }
            ?? verdict
    }
}
