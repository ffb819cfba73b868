package import Deliveries
package import Rules

extension Delivery.CombinedMessage {
    /// Returns what is said above the parts, in a language; empty where there are no notes.
    package func note(in language: Language) -> String {
        notes.map { note in
            switch note {
            case .muted(let count, let why): language.phrases.muted(count, why: why)
            case .legacy(let sentence): sentence
            }
        }.joined(separator: " ")
    }
}
