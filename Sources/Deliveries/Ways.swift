package import Calendars
import Cases
import JSON
package import Rules

// The ways by which a delivery may go: each further one is a delivery of its own.
extension Delivery {
    /// The delivery to where its recipient is now reached on its channel, with the times of its
    /// place in the queue: it may have been queued anew.
    package func resolved(
        by rulebook: Rulebook, decidedAt: Instant, expiresAt: Instant?
    ) -> Delivery {
        let reaches = rulebook.reaches(of: to, via: via)
        let places = reaches.indices.filter { reaches[$0].channel == channel }
        let place = places.contains(reach) ? reach : places.first ?? reach
        let address = places.isEmpty ? address : reaches[place].address
        return Delivery(
            id: id, group: group, matter: matter, to: to, via: via, reach: place,
            channel: channel, address: address, decidedAt: decidedAt, dueAt: dueAt,
            expiresAt: expiresAt, isFirst: isFirst, origin: origin)
    }

    /// The same by another channel, where the recipient is not reached by this one any more; nil
    /// where they still are, or by none.
    package func moved(by rulebook: Rulebook) -> Delivery? {
        let reaches = rulebook.reaches(of: to, via: via)
        guard let last = reaches.indices.last, !reaches.contains(where: { $0.channel == channel })
        else { return nil }
        let place = min(reach, last)
        let way = reaches[place]
        return Delivery(
            id: ID("msg_" + SHA256.token([id.text, way.channel.text, way.address ?? ""])),
            group: Delivery.GroupID("grp_" + SHA256.token([group.text, way.channel.text])),
            matter: matter, to: to, via: via, reach: place, channel: way.channel,
            address: way.address, decidedAt: decidedAt, dueAt: dueAt, expiresAt: expiresAt,
            isFirst: isFirst)
    }

    /// The same matter by the next way to reach the same person, now that this one is given up; nil
    /// when there is none left.
    ///
    /// It has the time that is left until the next step speaks; past that, a time of its own.
    package func failover(at now: Instant, by rulebook: Rulebook) -> Delivery? {
        let origin = home(giving: [reach])
        return ways(beside: origin, by: rulebook).first.map {
            by($0.way, at: $0.place, origin, now)
        }
    }

    /// The same matter by each other way to the same person that was not given up for it, the
    /// preferred ones first: those on another channel.
    package func otherWays(at now: Instant, by rulebook: Rulebook) -> [Delivery] {
        let origin = home(giving: [])
        return ways(beside: origin, by: rulebook).filter { $0.way.channel != channel }
            .map { by($0.way, at: $0.place, origin, now) }
    }

    /// Where it began, with some ways more given up.
    private func home(giving up: Set<Int>) -> Origin {
        let origin = origin ?? Origin(id: id, group: group, reach: reach)
        return Origin(
            id: origin.id, group: origin.group, reach: origin.reach, spent: origin.spent.union(up))
    }

    /// The ways that are open to it beside its own: none before the one it began on, of which
    /// others speak, and none that waits for an acknowledgement but that one.
    private func ways(
        beside origin: Origin, by rulebook: Rulebook
    ) -> [(place: Int, way: Contact.Reach)] {
        let reaches = rulebook.reaches(of: to, via: via)
        return reaches.indices.filter { place in
            place >= origin.reach && place != reach && !origin.spent.contains(place)
                && (reaches[place].after == nil || place == origin.reach)
        }.map { ($0, reaches[$0]) }
    }

    /// It on a way of its recipient: under the id it had where it was there before.
    private func by(
        _ way: Contact.Reach, at place: Int, _ origin: Origin, _ now: Instant
    ) -> Delivery {
        let isHome = place == origin.reach
        let name = [origin.id.text, String(place)]
        return Delivery(
            id: isHome ? origin.id : ID("msg_" + SHA256.token(name)),
            group: isHome
                ? origin.group
                : Delivery.GroupID("grp_" + SHA256.token([origin.group.text] + name)),
            matter: matter, to: to, via: via, reach: place, channel: way.channel,
            address: way.address, decidedAt: now, dueAt: dueAt,
            expiresAt: expiresAt.flatMap { $0 > now ? $0 : nil }, isFirst: isFirst,
            origin: origin)
    }
}
