import Files
import JSON
import Rules

extension ShippedRules {
    /// Returns the rules of some packs, read beside the units and policies of the sample office.
    ///
    /// `beside` are the members of a further rule document.
    static func rulebook(
        of packs: [ShippedPack], beside members: JSONObject = [:]
    ) throws(Failure) -> Rulebook {
        var office: JSONObject = [
            "settings": ["zone": "UTC", "operators": ["contact:engineer"]],
            "use": .array(packs.map { .string($0.name) }),
            "channels": [
                "mail": ["kind": "maildir", "path": "mail", "from": "duty@office.example"]
            ],
        ]
        for member in members.members { office[member.key] = member.value }
        let documents =
            ["units.json", "policies.json"].compactMap(file(named:))
            + [RuleDocument(path: "office.json", bytes: JSON.object(office).bytes())]
            + files(of: packs).filter { !$0.name.hasSuffix(".test.json") }
        let outcome = RulebookReader.read(
            documents: documents, zones: ZoneFiles.system.zone(named:))
        guard let rulebook = outcome.rulebook else {
            throw Failure(
                .unavailable, outcome.diagnostics.map(\.description).joined(separator: "\n"))
        }
        return rulebook
    }
}
