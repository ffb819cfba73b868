import Calendars
import Deliveries
import Messages
import Rules
import ServiceLifecycle

/// Composes the message of a batch beside the claim loop, within a bound of time.
struct MessageComposer: Sendable {
    /// A message as it goes out.
    struct Text: Sendable {
        let message: Message
        /// Which text it is, kept with the attempt.
        let notes: [AttemptNote]
        /// Templates that failed, a line each.
        let faults: [String]
    }

    /// The span in which the same template's failure is not told again.
    static let silence = Duration.seconds(6 * 3_600)

    let templates: TemplateCache
    let composingMax: Duration
    /// Reads monotonic time.
    let stopwatch: @Sendable () -> Duration

    /// Returns the message in the words people wrote for it, where they did, and else in the
    /// built-in ones; nil where nothing that it would say is true any more.
    ///
    /// What takes too long is sent as the plain text of what presses most.
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

    /// Returns a closure that is true once composing has taken long enough, or is called off.
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
