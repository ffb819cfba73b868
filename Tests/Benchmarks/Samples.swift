import Calendars
import Engine
import JSON
import Rules

/// Realistic rules and records: a record has about 600 bytes.
enum Samples {
    /// Returns rules by which `plant` must report within two hours, with a message at the deadline.
    ///
    /// Incidents of severity `post` alert by webhook, those of `mail` by mail; `minor` needs no
    /// report.
    static func rulebook(port: Int) -> JSON {
        [
            "settings": [
                "zone": "Asia/Shanghai", "language": "en", "operators": ["contact:operator"],
            ],
            "units": [
                "plant": ["name": "Plant", "duty": "contact:duty", "leader": "contact:leader"],
                "works": ["name": "Works", "duty": "contact:clerk", "leader": "contact:leader"],
                "office": ["name": "Office", "duty": "contact:duty", "leader": "contact:leader"],
            ],
            "contacts": [
                "duty": ["name": "Duty", "reach": [["channel": "web"]]],
                "clerk": reachable("clerk@plant.example"),
                "leader": reachable("leader@plant.example"),
                "operator": reachable("operator@office.example"),
            ],
            "channels": [
                "web": ["kind": "webhook", "url": .string("http://127.0.0.1:\(port)/hook")],
                "mail": [
                    "kind": "email", "server": .string("smtp://127.0.0.1:\(port)"),
                    "tls": "none", "from": "duebell@office.example",
                ],
            ],
            "policies": [
                "press": [
                    "steps": [
                        ["at": "0", "to": ["owing.duty"]],
                        ["at": "+1h", "to": ["owing.leader"], "if": "not-acknowledged"],
                        [
                            "at": "+2h", "to": ["awaiting.leader"],
                            "repeat": ["every": "1h", "times": 6],
                        ],
                    ],
                    "acknowledgement": ["holds": "30m"],
                ]
            ],
            "rules": [
                "urgent": [
                    "title": "Urgent information",
                    "when": ["in": [["var": "incident.severity"], ["major", "critical"]]],
                    "owes": ["var": "incident.unit"],
                    "obligations": [
                        "office": [
                            "to": ["office"], "due": ["within": "2h", "of": "occurred"],
                            "policy": "press",
                        ]
                    ],
                ]
            ],
        ]
    }

    private static func reachable(_ address: String) -> JSON {
        [
            "name": .string(address),
            "reach": [["channel": "mail", "address": .string(address)]],
        ]
    }

    static func incident(
        _ id: String, occurredAt: Instant, unit: String = "plant", severity: String = "major"
    ) -> JSON {
        [
            "type": "incident", "id": .string("record-" + id), "incident": .string(id),
            "unit": .string(unit), "title": .string("Leak at tank 7 of the northern yard, " + id),
            "kind": "leak", "severity": .string(severity), "urgency": "high",
            "occurredAt": .string(occurredAt.rfc3339),
            "labels": ["area": "north", "line": "B-12", "shift": "night"],
            "facts": [
                "substance": "ammonia", "injured": 2, "evacuated": 140, "contained": false,
                "text": .string(description),
            ],
        ]
    }

    private static let description = """
        Smell reported by the gate at the change of shift; the pump was stopped and the valve \
        closed by hand. Two people were taken to the clinic, the road past the yard is closed, \
        and the fire brigade measures in the streets to the east.
        """
}
