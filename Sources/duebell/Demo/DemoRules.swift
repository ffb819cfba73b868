import JSON
import Rules

/// The founding case for the demonstration: its rules and its records.
struct DemoRules {
    let language: Language
    let mailPort: Int
    let webPort: Int

    private func pick(_ chinese: String, _ english: String) -> JSON {
        .string(language == .chinese ? chinese : english)
    }

    /// The rulebook, as a rule editor would write it.
    var rulebook: JSON {
        [
            "settings": [
                "zone": "Asia/Shanghai", "language": .string(language.rawValue),
                "operators": ["contact:engineer"],
            ],
            "units": [
                "anju": [
                    "name": pick("安居区委办公室", "Anju district office"), "parent": "committee",
                    "duty": "contact:zhang", "leader": "contact:liu",
                ],
                "committee": [
                    "name": pick("市委办公室", "City committee office"),
                    "duty": "contact:li", "leader": "contact:zhao",
                ],
                "government": [
                    "name": pick("市政府办公室", "City government office"),
                    "duty": "contact:wang", "leader": "contact:chen",
                ],
            ],
            "contacts": .object(contacts),
            "channels": [
                "mail": [
                    "kind": "email", "server": .string("smtp://127.0.0.1:\(mailPort)"),
                    "tls": "none", "from": "duty@city.example",
                ],
                "duty-room": [
                    "kind": "webhook", "url": .string("http://127.0.0.1:\(webPort)/"),
                ],
            ],
            "policies": ["press-for-report": policy],
            "rules": ["urgent-information": rule],
        ]
    }

    private var contacts: JSONObject {
        let people: [(String, JSON, String)] = [
            ("zhang", pick("张伟（安居值班）", "Zhang Wei, Anju duty"), "zhang@anju.example"),
            ("liu", pick("刘强（安居区委办主任）", "Liu Qiang, Anju head"), "liu@anju.example"),
            ("zhao", pick("赵敏（市委秘书长）", "Zhao Min, committee head"), "zhao@city.example"),
            ("chen", pick("陈静（市府办主任）", "Chen Jing, government head"), "chen@city.example"),
            ("secretary", pick("总值班室", "Chief of the duty room"), "secretary@city.example"),
            ("engineer", pick("运维", "Operator"), "engineer@city.example"),
        ]
        var contacts: JSONObject = [:]
        for (id, name, address) in people {
            contacts[id] = [
                "name": name, "reach": [["channel": "mail", "address": .string(address)]],
            ]
        }
        for (id, name) in [
            ("li", pick("市委值班台", "Committee duty desk")),
            ("wang", pick("市府值班台", "Government duty desk")),
        ] {
            contacts[id] = ["name": name, "reach": [["channel": "duty-room"]]]
        }
        return contacts
    }

    private var policy: JSON {
        [
            "steps": [
                ["at": "-30m", "to": ["owing.duty"]],
                ["at": "0", "to": ["owing.leader", "awaiting.duty"]],
                ["at": "+1h", "to": ["awaiting.leader"], "if": "not-acknowledged"],
                [
                    "at": "+2h", "to": ["contact:secretary"],
                    "repeat": ["every": "1h", "times": 6],
                ],
            ],
            "acknowledgement": ["holds": "30m"],
        ]
    }

    private var rule: JSON {
        [
            "title": pick("紧急信息报送", "Urgent information"),
            "when": ["in": [["var": "incident.severity"], ["major", "critical"]]],
            "owes": ["var": "incident.unit"],
            "verbalFirst": true,
            "obligations": [
                "city": [
                    "to": ["committee", "government"],
                    "due": ["within": "2h", "of": "occurred"], "policy": "press-for-report",
                ]
            ],
        ]
    }

    /// The record of the incident at 16:00, received at 16:05.
    var incident: JSON {
        [
            "type": "incident", "incident": "i-0512", "unit": "anju",
            "title": pick("安居区某小区燃气爆炸", "Gas explosion in Anju district"),
            "severity": "major", "occurredAt": "2026-05-12T16:00:00+08:00",
        ]
    }

    /// The report received at 21:30, addressed only to the committee office.
    var report: JSON {
        [
            "type": "report", "incident": "i-0512", "from": "anju", "to": "committee",
            "form": "verbal", "submittedAt": "2026-05-12T21:30:00+08:00",
        ]
    }
}
