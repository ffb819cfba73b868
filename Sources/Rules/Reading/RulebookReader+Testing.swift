extension RulebookReader {
    /// The documents that a test is run by: for one that lies in a pack, that pack and what it
    /// uses, alone; else those of the rules. `with` is a document of the test's own.
    package static func documents(
        for test: String, among documents: [RuleDocument], with own: RuleDocument?
    ) -> [RuleDocument] {
        let names = documents.map(\.name)
        let folders = Set(names.compactMap(PackShelf.folder))
        guard let pack = PackShelf.pack(of: test, among: folders) else {
            return documents + [own].compactMap(\.self)
        }
        let use: JSON = .object(["use": [.string(pack)]])
        let name = "\(test).use.json"
        return documents.filter { PackShelf.pack(of: $0.name, among: folders) != nil }
            + [RuleDocument(path: test, name: name, bytes: use.bytes())]
            + [own].compactMap(\.self)
    }
}
