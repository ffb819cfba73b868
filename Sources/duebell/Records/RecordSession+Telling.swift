import Calendars
import Cases
import DirectoryIntake
import JSON
import Queries
import Rules

extension RecordSession {
    /// Prints a record, its outcome and its effect; throws unless it was recorded.
    func tell(
        _ record: Record, _ outcome: Outcome, _ known: KnownIncident, _ effect: RecordEffect?
    ) async throws {
        if options.format == .json {
            Terminal.say(json: .object(json(record, outcome, effect)))
        } else {
            let title = known.current?.incident == nil ? nil : known.current?.title
            for line in view.lines(record, known: title) { Terminal.show(line) }
            for line in text(of: outcome) { Terminal.show(line) }
            if let effect {
                if case .taken = outcome {} else { Terminal.show(view.words.wouldBe) }
                for line in view.lines(effect) { Terminal.show(line) }
            }
        }
        switch outcome {
        case .waiting(let path):
            throw Failure(
                .temporary,
                view.words.notTaken(options.wait, path, record.incident.text))
        case .refused(let note):
            throw Failure(
                .data, ([view.words.refused(note.path)] + note.causes).joined(separator: "\n"))
        case .dryRun, .again, .taken, .unwatched: break
        }
    }

    private func text(of outcome: Outcome) -> [String] {
        let words = view.words
        switch outcome {
        case .dryRun: return [words.dryRun]
        case .again(let at): return [again(at)]
        case .taken: return [words.taken]
        case .unwatched(let path):
            return [words.unwatched((try? settings.location).map { "\($0)" } ?? "", path)]
        case .waiting, .refused: return []
        }
    }

    private func again(_ at: Instant?) -> String {
        let id = options.id ?? ""
        return at.map { view.words.alreadyTaken(id, view.time($0)) }
            ?? view.words.alreadyWaiting(id)
    }

    private func json(
        _ record: Record, _ outcome: Outcome, _ effect: RecordEffect?
    ) -> JSONObject {
        var json: JSONObject = [
            "outcome": .string(outcome.name), "id": .string(record.id.text),
            "incident": .string(record.incident.text), "record": .object(record.body),
        ]
        switch outcome {
        case .unwatched(let path), .waiting(let path): json["path"] = .string(path)
        case .refused(let note):
            json["path"] = .string(note.path)
            json["causes"] = .array(note.causes.map(JSON.string))
        case .dryRun, .again, .taken: break
        }
        guard let effect, let rulebook else { return json }
        let view = IncidentView(rulebook, at: now, in: language)
        for member in effect.json(view).members { json[member.key] = member.value }
        return json
    }
}
