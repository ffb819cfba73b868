import JSON

/// The files of a rules folder that calendars can take days from, found by the names they are
/// imported under.
struct Attachments {
    private let documents: [RuleDocument]
    private let places: [String: Int]

    /// All documents of a rulebook, in the order their numbers are counted in.
    init(_ documents: [RuleDocument] = []) {
        self.documents = documents
        places = Dictionary(
            documents.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of the file a document means; nil where there is none below the rules.
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

    subscript(number: Int) -> RuleDocument { documents[number] }

    /// The names a document could write for the files in its own folder.
    func names(beside document: Int) -> [String] {
        guard documents.indices.contains(document) else { return [] }
        let name = documents[document].name
        let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        return documents.map(\.name).filter { $0.hasPrefix(folder) && $0 != name }
            .map { String($0.dropFirst(folder.count)) }
    }

    /// The numbers of the documents that a calendar imports and that hold days, no rules.
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
