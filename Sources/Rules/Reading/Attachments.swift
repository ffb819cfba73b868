import JSON

/// The importable files of a rules folder, looked up by the names they are imported under.
struct Attachments {
    private let documents: [RuleDocument]
    private let places: [String: Int]

    /// Indexes the documents of a rulebook; their order defines their numbers.
    init(_ documents: [RuleDocument] = []) {
        self.documents = documents
        places = Dictionary(
            documents.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Returns the number of the file a document refers to; nil if there is none below the rules
    /// folder.
    func number(of written: String, in document: Int) -> Int? {
        guard documents.indices.contains(document), !written.hasPrefix("/") else { return nil }
        var parts = documents[document].name.split(separator: "/").dropLast().map(String.init)
        for part in written.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(String(part))
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return places[parts.joined(separator: "/")]
    }

    /// Returns the path of a document as shown to people.
    func path(of document: Int) -> String {
        documents.indices.contains(document) ? documents[document].path : ""
    }

    subscript(number: Int) -> RuleDocument { documents[number] }

    /// Returns the names by which a document can refer to the other files of its folder.
    func names(beside document: Int) -> [String] {
        guard documents.indices.contains(document) else { return [] }
        let name = documents[document].name
        let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        return documents.map(\.name).filter { $0.hasPrefix(folder) && $0 != name }
            .map { String($0.dropFirst(folder.count)) }
    }

    /// Returns the numbers of the documents that a calendar imports and that contain days instead
    /// of rules.
    func days(imported roots: [(document: Int, root: JSON)]) -> Set<Int> {
        let named = roots.flatMap { document, root in
            (root["calendars"]?.object?.members ?? []).flatMap { calendar in
                (calendar.value["import"]?.array ?? []).compactMap { name in
                    name.string.flatMap { number(of: $0, in: document) }
                }
            }
        }
        let holding = roots.filter { $0.root["days"] != nil }.map(\.document)
        return Set(named).intersection(holding)
    }
}
