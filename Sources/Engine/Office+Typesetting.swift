import Calendars
import Cases
import Deliveries
import Messages
import Rules

extension Office {
    /// How long the same template's failure is not told again.
    private static let silence = Duration.seconds(6 * 3_600)

    /// A message in the words people wrote for it, where they did; a template that fails is told
    /// to the operators, and the built-in text goes out.
    ///
    /// With it goes which text that is, and for which reader, for those who ask later.
    func typeset(_ message: Message) async -> (message: Message, note: AttemptNote) {
        let rulebook = await desk.rules.current
        func note(_ templates: [String]) -> AttemptNote {
            .text(templates: templates, language: message.language, zone: message.zone.name)
        }
        guard let typesetter = await typesetting.typesetter(for: rulebook) else {
            return (message, note([]))
        }
        let outcome = typesetter.set(message)
        for fault in outcome.faults {
            await tellOperators(.templateFailed, fault, onceIn: Self.silence)
        }
        return (outcome.message, note(outcome.used))
    }
}
