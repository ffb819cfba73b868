import JSON

extension RulebookReader {
    /// The documents that a test is run by.
    ///
    /// `own` is a document of the test's own. In a pack, a test that brings its own settings is run
    /// by that pack and what it uses, alone; any other by the rules with the pack in use.
    package static func documents(
        for test: String, among documents: [RuleDocument], with own: RuleDocument?,
        isAlone: Bool
    ) -> [RuleDocument] {
        let names = documents.map(\.name)
        let folders = Set(names.compactMap(PackShelf.folder))
        guard let pack = PackShelf.pack(of: test, among: folders) else {
            return documents + [own].compactMap(\.self)
        }
        let use: JSON = .object(["use": [.string(pack)]])
        // In no folder: a document in the pack is read only once something else uses the pack.
        let name = test.split(separator: "/").joined(separator: ".") + ".use.json"
        let beside = documents.filter {
            !isAlone || PackShelf.pack(of: $0.name, among: folders) != nil
        }
        return beside + [RuleDocument(path: test, name: name, bytes: use.bytes())]
            + [own].compactMap(\.self)
    }
}
