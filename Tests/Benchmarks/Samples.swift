import Calendars
import Engine
import JSON
import Rules

/// Rules and records as they are in life: a record has about 600 bytes.
enum Samples {
    /// One rule that obliges `plant` within two hours, and a message when the time is over.
    ///
    /// The duty of `plant` is reached by webhook, that of `works` by mail, that of `dead-1` and so
    /// on by a webhook to one of the dead ports; an incident of severity `minor` obliges nobody.
    static func rulebook(port: Int, deadPorts: [Int] = []) -> JSON {
        var rulebook = rulebook(port: port)
        for (number, port) in deadPorts.enumerated() {
            let name = deadUnit(number)
            rulebook.add(
                name, to: "units",
                ["name": .string(name), "duty": .string("contact:\(name)")])
            rulebook.add(
                name, to: "contacts",
                ["name": .string(name), "reach": [["channel": .string(name)]]])
            rulebook.add(
                name, to: "channels",
                ["kind": "webhook", "url": .string("http://127.0.0.1:\(port)/hook")])
        }
        return .object(rulebook)
    }

    static func deadUnit(_ number: Int) -> String { "dead-\(number + 1)" }

    private static func rulebook(port: Int) -> JSONObject {
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
                ],
                "follow-up": [
                    "title": "Daily follow-up",
                    "when": ["==": [["var": "incident.severity"], "daily"]],
                    "owes": ["var": "incident.unit"],
                    "obligations": [
                        "day": [
                            "to": ["office"], "due": ["within": "2h", "of": "occurred"],
                            "repeat": ["every": "P1D", "until": "closed"], "policy": "press",
                        ]
                    ],
                ],
            ],
        ]
    }

    /// The rules of `rulebook`, and a bulletin that many units owe at the same minutes.
    static func rulebook(port: Int, bulletinsOf count: Int) -> JSON {
        var rules = rulebook(port: port)
        for number in 0..<count {
            rules.add(
                "u-\(number)", to: "units",
                ["name": .string("Unit \(number)"), "duty": "contact:duty"])
        }
        rules.add(
            "daily", to: "rules",
            [
                "on": ["cron": "* * * * *", "zone": "Asia/Shanghai"],
                "owes": .array((0..<count).map { .string("u-\($0)") }),
                "obligations": ["brief": ["to": ["office"], "policy": "press"]],
            ])
        return .object(rules)
    }

    /// The rules of `rulebook` for a year: a message for every incident, one more for what is late,
    /// and little time for what is kept.
    static func rulebookOfYear(webPort: Int, mailPort: Int) -> JSON {
        var rules = rulebook(port: webPort)
        rules.add(
            "mail", to: "channels",
            [
                "kind": "email", "server": .string("smtp://127.0.0.1:\(mailPort)"),
                "tls": "none", "from": "duebell@office.example",
            ])
        rules["settings"] = [
            "zone": "Asia/Shanghai", "language": "en", "operators": ["contact:operator"],
            "retention": [
                "cases": "2160h", "deliveries": "2160h", "journal": "2160h", "done": "720h",
            ],
        ]
        rules["policies"] = [
            "press": [
                "steps": [
                    ["at": ["from": "opened", "delay": "0s"], "to": ["owing.duty"]],
                    ["at": "0", "to": ["owing.duty"]], ["at": "+1h", "to": ["contact:duty"]],
                ]
            ]
        ]
        return .object(rules)
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

extension JSONObject {
    /// Adds a definition to a section of a rulebook.
    fileprivate mutating func add(_ name: String, to section: String, _ definition: JSON) {
        var definitions = self[section]?.object ?? JSONObject()
        definitions[name] = definition
        self[section] = .object(definitions)
    }
}
