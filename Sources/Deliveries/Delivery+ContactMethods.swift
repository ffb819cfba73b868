package import Calendars
import Cases
import JSON
package import Rules

// The contact methods of a delivery: each further one is a delivery of its own.
extension Delivery {
    /// Returns the delivery with the recipient's current address on its channel, and with the times
    /// of its outbox row, which may have been requeued.
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

    /// Returns the delivery on another channel if the recipient is no longer reached on this one;
    /// nil if they still are, or on none at all.
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

    /// Returns the same content on the recipient's next contact method, after this one is given up;
    /// nil if there is none left.
    ///
    /// The new delivery has the time left until the next step runs; after that, a time of its own.
    package func failover(at now: Instant, by rulebook: Rulebook) -> Delivery? {
        let origin = home(giving: [reach])
        return ways(beside: origin, by: rulebook).first.map {
            by($0.way, at: $0.place, origin, now)
        }
    }

    /// Returns the same content on each other contact method on another channel that was not given
    /// up for this message, in order of preference.
    package func otherWays(at now: Instant, by rulebook: Rulebook) -> [Delivery] {
        let origin = home(giving: [])
        return ways(beside: origin, by: rulebook).filter { $0.way.channel != channel }
            .map { by($0.way, at: $0.place, origin, now) }
    }

    /// Returns the origin of the delivery, with further contact methods given up.
    private func home(giving up: Set<Int>) -> Origin {
        let origin = origin ?? Origin(id: id, group: group, reach: reach)
        return Origin(
            id: origin.id, group: origin.group, reach: origin.reach, spent: origin.spent.union(up))
    }

    /// Returns the contact methods still open to the delivery, except its own. Methods before the
    /// first one have deliveries of their own; methods that wait for an acknowledgement are
    /// excluded, except the first.
    private func ways(
        beside origin: Origin, by rulebook: Rulebook
    ) -> [(place: Int, way: Contact.Method)] {
        let reaches = rulebook.reaches(of: to, via: via)
        return reaches.indices.filter { place in
            place >= origin.reach && place != reach && !origin.spent.contains(place)
                && (reaches[place].after == nil || place == origin.reach)
        }.map { ($0, reaches[$0]) }
    }

    /// Returns the delivery on another contact method, under its earlier id if it was there before.
    private func by(
        _ way: Contact.Method, at place: Int, _ origin: Origin, _ now: Instant
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
