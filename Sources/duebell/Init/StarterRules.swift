import Calendars
import JSON
import Rules

/// The rules that `duebell init` writes to start from.
struct StarterRules: Bilingual {
    /// The kind of organisation, which decides the units and people of the rules.
    enum Kind: String, CaseIterable {
        /// A duty office with units below it.
        case office
        /// A company or authority that reports to regulators.
        case compliance
    }

    let kind: Kind
    let language: Language
    let zone: String
    /// The name of the office or company.
    let name: String
    let packs: [ShippedPack]

    /// The files to write, by name below the rules folder.
    var files: [RuleDocument] {
        let own = [
            RuleDocument(path: "office.json", bytes: Array(office.utf8)),
            RuleDocument(path: "people.json", bytes: Array(people.utf8)),
        ]
        let rules =
            packs.contains(where: \.isRegime)
            ? []
            : [
                RuleDocument(path: "first-rule.json", bytes: Array(rule.utf8)),
                RuleDocument(path: "first-rule.test.json", bytes: Array(test.utf8)),
            ]
        return own + sampleOffice + rules + ShippedRules.files(of: packs) + schemas
    }

    private var schemas: [RuleDocument] {
        SchemaCommand.Kind.allCases.map { kind in
            RuleDocument(path: "\(kind.rawValue).schema.json", bytes: kind.bytes)
        }
    }

    private var sampleOffice: [RuleDocument] {
        guard packs.contains(where: \.usesSampleOffice) else { return [] }
        return ["units.json", "policies.json"].compactMap(ShippedRules.file(named:))
    }

    private func quoted(_ text: String) -> String { JSON.string(text).serialized() }

    // MARK: Settings and channels

    private var office: String {
        let names = packs.map { quoted($0.name) }.joined(separator: ", ")
        let use = packs.isEmpty ? "" : "\n  \"use\": [\(names)],"
        return """
            {
              "$schema": "./rulebook.schema.json",
              "settings": {
                "zone": \(quoted(zone)),
                "language": \(quoted(language.rawValue)),
                "//operators": \(quoted(operatorsNote)),
                "operators": ["contact:engineer"]
              },\(use)
              "channels": {
                "//mail": \(quoted(mailNote)),
                "mail": { "kind": "maildir", "path": "mail", "from": "duty@office.example" },
                "// mail": {
                  "kind": "email", "server": "smtp://mail.office.example:587", "tls": "required",
                  "from": "duty@office.example",
                  "username": { "$env": "SMTP_USERNAME" }, "password": { "$file": "smtp-password" }
                }
              }
            }

            """
    }

    private var operatorsNote: String {
        pick("Duebell 自身出问题时找谁", "who is alerted when Duebell itself needs attention")
    }

    private var mailNote: String {
        pick(
            "先把信件写成状态目录下的文件；有邮件服务器以后，用下面 “// mail” 那一段代替",
            "until a mail server is named, each message is a file below the state folder; then put "
                + "\"// mail\" in its place")
    }

    // MARK: Units and contacts

    private var people: String {
        let engineer = contact(
            "engineer", pick("系统管理员", "System administrator"), "engineer@office.example")
        guard !packs.contains(where: \.usesSampleOffice) else {
            return document(
                comment: pick(
                    "单位和联系人在 units.json，改成本单位的；这里写另外的人",
                    "units and contacts are in units.json: put yours there; others go here"),
                units: [], contacts: [])
        }
        switch kind {
        case .office:
            return document(
                comment: pick("单位和人员，改成本单位的", "units and people: put yours here"),
                units: [
                    unit("district", pick("示例区办公室", "Example District"), parent: "office"),
                    unit("office", name, parent: nil),
                ],
                contacts: [
                    contact(
                        "district-duty", pick("示例区值班员", "Example District, duty officer"),
                        "duty@district.example"),
                    contact(
                        "district-leader", pick("示例区负责人", "Example District, head"),
                        "head@district.example"),
                    contact("office-duty", pick("值班员", "Duty officer"), "duty@office.example"),
                    contact(
                        "office-leader", pick("值班负责人", "Head of the office"), "head@office.example"),
                    engineer,
                ])
        case .compliance:
            return document(
                comment: pick("单位和人员，改成本单位的", "units and people: put yours here"),
                units: [unit("company", name, parent: nil)]
                    + (packs.contains(where: \.isRegime)
                        ? []
                        : ["    \"authority\": { \"name\": \(quoted(authority)) }"]),
                contacts: [
                    contact(
                        "company-duty", pick("值班员", "Officer on call"), "oncall@office.example"),
                    contact(
                        "company-leader", pick("合规负责人", "Head of compliance"),
                        "compliance@office.example"),
                    engineer,
                ])
        }
    }

    private var authority: String { pick("主管机关", "Authority") }

    private func document(comment: String, units: [String], contacts: [String]) -> String {
        """
        {
          "$schema": "./rulebook.schema.json",
          "//": \(quoted(comment)),
          "units": {\(Self.block(units))},
          "contacts": {\(Self.block(contacts))}
        }

        """
    }

    private static func block(_ members: [String]) -> String {
        members.isEmpty ? "" : "\n" + members.joined(separator: ",\n") + "\n  "
    }

    private func unit(_ id: String, _ name: String, parent: String?) -> String {
        "    \"\(id)\": { \"name\": \(quoted(name)), "
            + (parent.map { "\"parent\": \"\($0)\", " } ?? "")
            + "\"duty\": \"contact:\(id)-duty\", \"leader\": \"contact:\(id)-leader\" }"
    }

    private func contact(_ id: String, _ name: String, _ address: String) -> String {
        "    \"\(id)\": { \"name\": \(quoted(name)), "
            + "\"reach\": [{ \"channel\": \"mail\", \"address\": \"\(address)\" }] }"
    }

    // MARK: A first rule

    /// The unit that reports, the unit that receives, and the policy's last recipient.
    private var parties: (owing: String, awaiting: String, last: String) {
        kind == .office
            ? ("district", "office", "contact:office-leader")
            : ("company", "authority", "contact:company-leader")
    }

    private var ruleTitle: String {
        pick("重大事件两小时内报告", "Major incidents are reported within two hours")
    }

    private var rule: String {
        """
        {
          "$schema": "./rulebook.schema.json",
          "policies": {
            "reminders": {
              "steps": [
                { "at": "-30m", "to": ["owing.duty"] },
                { "at": "0", "to": ["owing.leader"] },
                {
                  "at": "+1h", "to": [\(quoted(parties.last))],
                  "repeat": { "every": "1h", "times": 3 }
                }
              ]
            }
          },
          "rules": {
            "urgent": {
              "title": \(quoted(ruleTitle)),
              "when": { "in": [{ "var": "incident.severity" }, ["major", "critical"]] },
              "owes": { "var": "incident.unit" },
              "obligations": {
                "first-report": {
                  "to": [\(quoted(parties.awaiting))],
                  "due": { "within": "2h", "of": "occurred" },
                  "policy": "reminders"
                }
              }
            }
          }
        }

        """
    }

    private func incident(_ id: String) -> String {
        let record: JSON = [
            "type": "incident", "incident": .string(id), "unit": .string(parties.owing),
            "title": "T", "severity": "major", "at": "2026-05-12T08:05:00Z",
            "occurredAt": "2026-05-12T08:00:00Z",
        ]
        return record.serialized()
    }

    private func report(_ id: String) -> String {
        let record: JSON = [
            "type": "report", "incident": .string(id), "from": .string(parties.owing),
            "to": .string(parties.awaiting), "submittedAt": "2026-05-12T09:00:00Z",
        ]
        return record.serialized()
    }

    private func notice(_ time: String, _ reason: String, _ role: String) -> String {
        let line: JSON = [
            "at": .string("2026-05-12T\(time):00Z"), "reason": .string(reason),
            "to": .string("contact:\(parties.owing)-\(role)"),
        ]
        return line.serialized()
    }

    private var test: String {
        let id = "urgent/first-report@\(parties.awaiting)"
        return """
            {
              "$schema": "./test.schema.json",
              "title": \(quoted(pick("第一条规则", "The first rule"))),
              "cases": {
                \(quoted(pick("按时报告", "a report in time"))): {
                  "until": "2026-05-12T12:00:00Z",
                  "records": [
                    \(incident("i-1")),
                    \(report("i-1"))
                  ],
                  "expect": [
                    { "type": "opened", "obligation": "\(id)", "dueAt": "2026-05-12T10:00:00Z" },
                    { "verdict": "on-time", "obligation": "\(id)" }
                  ]
                },
                \(quoted(pick("没有报告", "no report"))): {
                  "until": "2026-05-12T10:30:00Z",
                  "records": [
                    \(incident("i-2"))
                  ],
                  "expect": [
                    { "type": "opened", "obligation": "\(id)", "dueAt": "2026-05-12T10:00:00Z" },
                    \(notice("09:30", "approaching", "duty")),
                    \(notice("10:00", "overdue", "leader"))
                  ]
                }
              }
            }

            """
    }
}
