package import Calendars
import Cases
import JSON
package import Rules

extension Rulebook {
    /// Returns the delivery of a digest to a person; nil for one without a contact method.
    package func delivery(
        of list: DigestList, to person: Recipient, at now: Instant
    ) -> Delivery? {
        guard let reach = reaches(of: person, via: nil).first else { return nil }
        let reader = reader(person)
        let group = SHA256.token([
            "digest", list.json.serialized(), reach.channel.text, reader.language.rawValue,
            reader.zone.name,
        ])
        // One digest reaches a person once, whatever it lists.
        let id = SHA256.token(["digest", list.digest.text, list.at.rfc3339, person.description])
        return Delivery(
            id: Delivery.ID("msg_" + id), group: Delivery.GroupID("grp_" + group),
            matter: .digest(list), to: person, via: nil, reach: 0, channel: reach.channel,
            address: reach.address, decidedAt: now, dueAt: list.at, expiresAt: nil)
    }
}
