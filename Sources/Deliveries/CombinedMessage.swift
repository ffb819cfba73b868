package import Cases
import JSON
import Rules

/// Several messages to one person, put together into one.
package struct CombinedMessage: Hashable, Sendable {
    /// The items about one incident.
    package struct Part: Hashable, Sendable {
        package let incident: Incident.ID
        /// At least one.
        package let items: [Delivery.Item]

        package init(incident: Incident.ID, items: [Delivery.Item]) {
            self.incident = incident
            self.items = items
        }
    }

    /// Why several messages became one; said to the reader in their language.
    package enum Note: Hashable, Sendable {
        /// A mute held so many back, for the reason that its rule names.
        case muted(count: Int, why: String?)
        /// A sentence written before notes were values.
        case legacy(String)
    }

    /// By incident, in the order they were decided.
    package let parts: [Part]
    package let notes: [Note]

    package init(parts: [Part], notes: [Note] = []) {
        self.parts = parts
        self.notes = notes
    }
}

extension CombinedMessage {
    /// The parts as the outbox keeps them.
    var json: JSON {
        .array(
            parts.map { part in
                .array([.string(part.incident.text), .array(part.items.map(\.json))])
            })
    }

    /// Reads parts and notes, also a note that is a sentence.
    init(coded parts: [JSON], note: JSON?) {
        self.parts = parts.compactMap { part in
            guard let pair = part.array, pair.count == 2, let id = pair[0].string else {
                return nil
            }
            return Part(
                incident: Incident.ID(id),
                items: (pair[1].array ?? []).compactMap(Delivery.Item.init(coded:)))
        }
        if let sentence = note?.string {
            notes = [.legacy(sentence)]
        } else {
            notes = (note?.array ?? []).compactMap(Note.init(coded:))
        }
    }
}

extension CombinedMessage.Note {
    var json: JSON {
        switch self {
        case .muted(let count, let why):
            .array(["muted", .number(.integer(Int64(count))), JSON(optional: why)])
        case .legacy(let sentence): .array(["legacy", .string(sentence)])
        }
    }

    fileprivate init?(coded json: JSON) {
        let list = json.array ?? []
        switch (list.first?.string, list.count) {
        case ("muted", 3):
            guard let count = list[1].integer else { return nil }
            self = .muted(count: Int(count), why: list[2].string)
        case ("legacy", 2):
            guard let sentence = list[1].string else { return nil }
            self = .legacy(sentence)
        default: return nil
        }
    }
}
