package import Calendars
package import Cases
package import Deliveries
package import Rules

/// The result of composing a message.
package enum Composition: Sendable {
    case whole(Message)
    /// The time ran out: the plain text of the most urgent item.
    case plain(Message)
    /// The content is out of date.
    case over
}

extension Message {
    /// Composes the current message for the deliveries of one group.
    ///
    /// `isOver` is checked before each item and part. Once it is true, the message contains only
    /// the first item and the number of the rest.
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
    /// Returns the delivery with only its first true item, and the number of items left out; the
    /// delivery unchanged if no item is true.
    fileprivate func lead(in cases: [Incident.ID: Case]) -> (delivery: Delivery, leftOut: Int) {
        switch matter {
        case .incident(let id, let items):
            guard let item = items.mostPressing(in: cases[id]) else { break }
            return (saying(.incident(id, [item])), items.count - 1)
        case .combined(let combined):
            let count = combined.parts.reduce(0) { $0 + $1.items.count }
            let leads = combined.parts.compactMap { part -> (Incident.ID, Item)? in
                guard let known = cases[part.incident] else { return nil }
                return part.items.mostPressing(in: known).map { (part.incident, $0) }
            }
            let first = leads.min { left, right in
                let drills = (cases[left.0]?.isDrill ?? false, cases[right.0]?.isDrill ?? false)
                if drills.0 != drills.1 { return drills.1 }
                return left.1.reason.rank < right.1.reason.rank
            }
            guard let (incident, item) = first else { break }
            let lead = CombinedMessage.Part(incident: incident, items: [item])
            return (
                saying(.combined(CombinedMessage(parts: [lead], notes: combined.notes))), count - 1
            )
        case .digest, .operation, .test: break
        }
        return (self, 0)
    }
}

extension [Delivery.Item] {
    /// Returns the most pressing item that is still true; nil if none is.
    fileprivate func mostPressing(in incident: Case?) -> Delivery.Item? {
        filter { $0.isCurrent(in: incident) }.min { $0.reason.rank < $1.reason.rank }
    }
}
