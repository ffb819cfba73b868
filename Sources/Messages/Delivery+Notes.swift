package import Deliveries
package import Rules

extension Delivery.CombinedMessage {
    /// Returns the text above the parts, in a language; empty if there are no notes.
    package func note(in language: Language) -> String {
        notes.map { note in
            switch note {
            case .muted(let count, let why): language.phrases.muted(count, why: why)
            case .legacy(let sentence): sentence
            }
        }.joined(separator: " ")
    }
}
