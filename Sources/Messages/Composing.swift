package import Calendars
package import Cases
package import Deliveries
package import Rules

/// The result of composing a message.
package enum Composition: Sendable {
    case whole(Message)
    /// The time was over: the plain text of what presses most.
    case plain(Message)
    /// Nothing that the message would say is true any more.
    case over
}

extension Message {
    /// Composes the message that deliveries of one group carry, as it reads now.
    ///
    /// `isOver` is asked before each item and each part: once it is true, only the first item is
    /// said, and how many more there are.
    package static func compose(
        _ deliveries: [Delivery], of cases: [Incident.ID: Case], at now: Instant,
        by rulebook: Rulebook, unreached: UnreachedRecipients,
        isOver: @escaping @Sendable () -> Bool
    ) -> Composition {
        do throws(ComposingStopped) {
            let draft = MessageDraft(
                deliveries: deliveries, cases: cases, now: now, rulebook: rulebook,
                untold: unreached, isOver: isOver)
            return try draft.message().map { .whole($0) } ?? .over
        } catch {
            let leads = deliveries.map { $0.lead(in: cases) }
            let draft = MessageDraft(
                deliveries: leads.map(\.delivery), cases: cases, now: now, rulebook: rulebook,
                untold: unreached, leftOut: leads.first?.leftOut ?? 0)
            return (try? draft.message()).flatMap { $0 }.map { .plain($0) } ?? .over
        }
    }
}

extension Delivery {
    /// Returns the delivery with the first item alone that is true, and how many items it leaves
    /// out; the delivery itself where none is.
    fileprivate func lead(in cases: [Incident.ID: Case]) -> (delivery: Delivery, leftOut: Int) {
        switch matter {
        case .incident(let id, let items):
            guard let item = items.first(where: { $0.isCurrent(in: cases[id]) }) else { break }
            return (saying(.incident(id, [item])), items.count - 1)
        case .combined(let combined):
            let count = combined.parts.reduce(0) { $0 + $1.items.count }
            for part in combined.parts where cases[part.incident] != nil {
                let item = part.items.first { $0.isCurrent(in: cases[part.incident]) }
                guard let item else { continue }
                let lead = Delivery.CombinedMessage.Part(incident: part.incident, items: [item])
                return (
                    saying(
                        .combined(Delivery.CombinedMessage(parts: [lead], notes: combined.notes))),
                    count - 1
                )
            }
        case .operation, .test: break
        }
        return (self, 0)
    }
}
