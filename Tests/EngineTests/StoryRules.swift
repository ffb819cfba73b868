import Cases
import JSON
import Rules
import Storage

/// The founding rulebook as a rule editor writes it, with the changes of a story.
struct StoryRules {
    let domain: String
    let mailPort: Int
    let webPort: Int
    /// The contact methods of people, in place of one mail address.
    var reach: [String: JSON] = [:]
    /// The answer that the duty room's address requests from the web server.
    var duty = "status/200"
    var within = "2h"
    var anchor = "occurred"
    var awaiting: JSON = ["committee", "government"]
    var steps: JSON = [
        ["at": "-30m", "to": ["owing.duty"]],
        ["at": "0", "to": ["owing.leader", "awaiting.duty"]],
        ["at": "+1h", "to": ["awaiting.leader"], "if": "not-acknowledged"],
        ["at": "+2h", "to": ["contact:secretary"], "repeat": ["every": "1h", "times": 6]],
    ]
    var language = "en"
    /// Further channels, by name.
    var channels: JSONObject = [:]

    static let people = [
        "anju-duty", "anju-head", "committee-duty", "committee-head", "government-duty",
        "government-head", "secretary", "engineer",
    ]

    var json: JSON {
        var channels: JSONObject = [
            "mail": [
                "kind": "email", "server": .string("smtp://127.0.0.1:\(mailPort)"),
                "tls": "none", "from": "duty@city.example",
            ],
            "duty-room": [
                "kind": "webhook",
                "url": .string(dutyRoom),
            ],
        ]
        for channel in self.channels.members { channels[channel.key] = channel.value }
        return [
            "settings": [
                "zone": "Asia/Shanghai", "language": .string(language),
                "operators": ["contact:engineer"],
            ],
            "units": [
                "anju": Self.unit("anju"), "committee": Self.unit("committee"),
                "government": Self.unit("government"),
            ],
            "contacts": .object(contacts), "channels": .object(channels),
            "policies": ["press": ["steps": steps, "acknowledgement": ["holds": "30m"]]],
            "rules": ["urgent": rule],
        ]
    }

    private var dutyRoom: String {
        "http://127.0.0.1:\(webPort)/\(duty)\(duty.contains("?") ? "&" : "?")world=\(domain)"
    }

    private static func unit(_ id: String) -> JSON {
        [
            "name": .string(id), "duty": .string("contact:\(id)-duty"),
            "leader": .string("contact:\(id)-head"),
        ]
    }

    private var contacts: JSONObject {
        var contacts: JSONObject = [:]
        for name in Self.people {
            let reach = reach[name] ?? [Self.mail(name, domain)]
            contacts[name] = ["name": .string(name), "reach": reach]
        }
        return contacts
    }

    private var rule: JSON {
        [
            "when": ["in": [["var": "incident.severity"], ["major", "critical"]]],
            "owes": ["var": "incident.unit"],
            "obligations": [
                "city": [
                    "to": awaiting, "due": ["within": .string(within), "of": .string(anchor)],
                    "policy": "press",
                ]
            ],
        ]
    }

    /// Returns a contact method for a mailbox of the story's own domain.
    static func mail(_ box: String, _ domain: String) -> JSON {
        ["channel": "mail", "address": .string("\(box)@\(domain)")]
    }
}

/// Records of the founding case, on 12 May 2026 in Shanghai.
enum SampleRecords {
    static func incident(
        _ id: String = "i-1", at time: String = "16:00", severity: JSON = "major"
    ) -> JSON {
        [
            "type": "incident", "id": .string("\(id)-happened"), "incident": .string(id),
            "unit": "anju", "title": "Gas explosion", "severity": severity,
            "occurredAt": .string(recordedTime(time)),
        ]
    }

    static func report(
        _ id: String = "r-1", of incident: String = "i-1", to: JSON = ["committee", "government"],
        at time: String
    ) -> JSON {
        [
            "type": "report", "id": .string(id), "incident": .string(incident), "from": "anju",
            "to": to, "submittedAt": .string(recordedTime(time)),
        ]
    }

    static func acknowledgement(at time: String) -> JSON {
        [
            "type": "acknowledgement", "incident": "i-1", "by": "committee-head",
            "at": .string(recordedTime(time)),
        ]
    }

    static func retry(of entry: OutboxEntry, at time: String) -> JSON {
        [
            "type": "retry", "incident": "i-1", "delivery": .string(entry.id.text),
            "by": "engineer", "at": .string(recordedTime(time)),
        ]
    }

    /// Returns a time of that day for `16:00`, of the next day for `+08:00`.
    static func recordedTime(_ time: String) -> String {
        "2026-05-\(time.hasPrefix("+") ? "13" : "12")T\(time.suffix(5)):00+08:00"
    }
}
