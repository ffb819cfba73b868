import Messages
import Rules

/// The templates in force, parsed once and not for each message.
package actor TemplateCache {
    private var known: (digest: String, typesetter: Typesetter)?

    private let stopwatch: @Sendable () -> Duration

    /// Creates a cache; `stopwatch` returns monotonic time, which bounds the cost of a template.
    package init(stopwatch: @escaping @Sendable () -> Duration) {
        self.stopwatch = stopwatch
    }

    /// Returns the typesetter of a rulebook; nil if the rulebook has no templates.
    func typesetter(for rulebook: Rulebook) -> Typesetter? {
        guard !rulebook.templates.isEmpty else { return nil }
        if let known, known.digest == rulebook.templatesDigest { return known.typesetter }
        let typesetter = Typesetter(rulebook.templates, stopwatch: stopwatch)
        known = (rulebook.templatesDigest, typesetter)
        return typesetter
    }
}
