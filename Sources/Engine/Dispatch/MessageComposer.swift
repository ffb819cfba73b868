import Calendars
import Deliveries
import Messages
import Rules
import ServiceLifecycle

/// Composes the message of a batch beside the claim loop, within a time limit.
struct MessageComposer: Sendable {
    /// A message ready to send.
    struct Text: Sendable {
        let message: Message
        /// The notes kept with the attempt: template, language and time zone of the text.
        let notes: [AttemptNote]
        /// The templates that failed, one line each.
        let faults: [String]
    }

    /// The time within which the failure of the same template is not reported again.
    static let silence = Duration.seconds(6 * 3_600)

    let templates: TemplateCache
    let composingMax: Duration
    /// Returns monotonic time.
    let stopwatch: @Sendable () -> Duration

    /// Returns the message from the rulebook's templates, or from the built-in text without one;
    /// nil if all of its content is outdated.
    ///
    /// If composing takes too long, the plain text of the most urgent content is sent.
    func compose(
        _ batch: SendBatch, at now: Instant, by rulebook: Rulebook
    ) async -> Text? {
        let typesetter = await templates.typesetter(for: rulebook)
        let isOver = budget()
        let deliveries = batch.deliveries.map { $0.delivery.brought(to: now, batch.cases) }
        let outcome = Message.compose(
            deliveries, of: batch.cases, at: now, by: rulebook, unreached: batch.unreached,
            isOver: isOver)
        switch outcome {
        case .over: return nil
        case .plain(let message):
            return Text(message: message, notes: [.composedPlain, note([], message)], faults: [])
        case .whole(let message):
            guard let typesetter else {
                return Text(message: message, notes: [note([], message)], faults: [])
            }
            let set = typesetter.set(message, isOver: isOver)
            return Text(
                message: set.message, notes: [note(set.used, message)], faults: set.faults)
        }
    }

    private func note(_ templates: [String], _ message: Message) -> AttemptNote {
        .text(templates: templates, language: message.language, zone: message.zone.name)
    }

    /// Returns a closure that is true once composing has used up its time, or is cancelled.
    private func budget() -> @Sendable () -> Bool {
        let start = stopwatch()
        return { [composingMax, stopwatch] in
            if Task.isCancelled { return true }
            let most =
                Task.isShuttingDownGracefully ? DispatchBounds.composingMaxAtStop : composingMax
            return stopwatch() - start > most
        }
    }
}
