import JSON

extension RulebookReader {
    /// Returns the documents a test is run with.
    ///
    /// `own` is a document of the test itself. In a pack, a test with its own settings runs only
    /// with that pack and the packs it uses; any other test runs with the rules and the pack in
    /// use.
    package static func documents(
        for test: String, among documents: [RuleDocument], with own: RuleDocument?,
        isAlone: Bool
    ) -> [RuleDocument] {
        let names = documents.map(\.name)
        let folders = Set(names.compactMap(PackSelection.folder))
        guard let pack = PackSelection.pack(of: test, among: folders) else {
            return documents + [own].compactMap(\.self)
        }
        let use: JSON = .object(["use": [.string(pack)]])
        // The name has no folder: a document inside the pack is read only once something else uses
        // the pack.
        let name = test.split(separator: "/").joined(separator: ".") + ".use.json"
        let beside = documents.filter {
            !isAlone || PackSelection.pack(of: $0.name, among: folders) != nil
        }
        return beside + [RuleDocument(path: test, name: name, bytes: use.bytes())]
            + [own].compactMap(\.self)
    }

    /// Returns the names of the rules of the pack that contains a test; nil outside packs.
    package static func rules(
        ofPackOf test: String, among documents: [RuleDocument]
    ) -> [String]? {
        let folders = Set(documents.map(\.name).compactMap(PackSelection.folder))
        guard let pack = PackSelection.pack(of: test, among: folders) else { return nil }
        return documents.filter {
            PackSelection.pack(of: $0.name, among: folders) == pack
                && isRuleDocument(path: $0.name)
        }.flatMap { document -> [String] in
            let root = try? JSONReader.read(document.bytes, limits: .rules)
            return root?["rules"]?.object?.members.map(\.key) ?? []
        }
    }
}
