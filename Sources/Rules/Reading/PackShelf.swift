import JSON

/// Which documents of a rules folder are read: all but those of packs that nobody uses.
///
/// A folder that holds a `pack.json` is a pack. It and what lies below it is read only when a
/// document that is read names the folder under `use`.
struct PackShelf {
    /// The document that makes a folder a pack.
    static let label = "pack.json"

    /// For each pack, the documents in it that are in no pack of its own, in order.
    private let packs: [String: [Int]]
    /// The documents that lie in packs.
    let packed: Set<Int>
    private var waiting: [Int]
    private var opened: Set<String> = []
    private var read: [Int] = []

    /// `names` are the places of documents below the folder, in order.
    init(_ names: [String]) {
        let folders = Set(names.compactMap(Self.folder))
        var packs: [String: [Int]] = [:]
        var always: [Int] = []
        for (index, name) in names.enumerated() {
            if let pack = Self.pack(of: name, among: folders) {
                packs[pack, default: []].append(index)
            } else {
                always.append(index)
            }
        }
        self.packs = packs
        packed = Set(packs.values.joined())
        waiting = always.reversed()
    }

    /// The names of all packs.
    var names: [String] { packs.keys.sorted() }

    /// The documents that have been read, in order.
    var used: [Int] { read.sorted() }

    /// Of further files, those that lie in no pack, and then those of packs that are read.
    func atHand(_ files: [RuleDocument]) -> [RuleDocument] {
        let folders = Set(packs.keys)
        let packed = files.map { (file: $0, pack: Self.pack(of: $0.name, among: folders)) }
        return packed.filter { $0.pack == nil }.map(\.file)
            + packed.filter { $0.pack.map(opened.contains) ?? false }.map(\.file)
    }

    /// The next document to read.
    mutating func next() -> Int? {
        guard let next = waiting.popLast() else { return nil }
        read.append(next)
        return next
    }

    /// Has the documents of packs read as well, each once.
    mutating func open(_ names: [String]) {
        for name in names where opened.insert(name).inserted {
            waiting += packs[name] ?? []
        }
    }

    /// The folder a `pack.json` makes a pack; nil for the folder of the rules itself.
    static func folder(_ name: String) -> String? {
        name.hasSuffix("/" + label) ? String(name.dropLast(label.count + 1)) : nil
    }

    /// The innermost pack a document lies in.
    static func pack(of name: String, among folders: Set<String>) -> String? {
        var parts = name.split(separator: "/").dropLast()
        while !parts.isEmpty {
            let folder = parts.joined(separator: "/")
            if folders.contains(folder) { return folder }
            parts = parts.dropLast()
        }
        return nil
    }
}

extension RuleReader {
    /// The packs a document names under `use`, those that there are.
    mutating func uses(_ root: JSON, of shelf: PackShelf) -> [String] {
        guard let value = root["use"] else { return [] }
        let pointer = JSONPointer(["use"])
        let known = shelf.names
        let form = "a list of packs, folders that hold a pack.json"
        return (elements(value, at: pointer, form) ?? []).enumerated().compactMap { index, value in
            let place = pointer.appending(index)
            guard let written = text(value, at: place, "the name of a pack") else { return nil }
            let name = written.hasSuffix("/") ? String(written.dropLast()) : written
            if known.contains(name) { return name }
            note(
                DraftDiagnostic(
                    "use.unknown", at: place, "no pack \"\(written.prefix(80))\"",
                    accepted: known.isEmpty
                        ? "a pack is a folder below the rules that holds a pack.json"
                        : "accepted are " + known.joined(separator: " "),
                    nearest: nearestName(to: name, among: known)))
            return nil
        }
    }

    /// `pack`: what a pack says of itself.
    mutating func pack(_ value: JSON, at pointer: JSONPointer) {
        guard let fields = fields(value, at: pointer, keys: ["title", "about", "cites"]) else {
            return
        }
        _ = requiredText(fields, "title", "a title")
        _ = text(fields, "about", "what it is for")
        if let cites = fields["cites"] { _ = citation(cites, at: fields.at("cites")) }
    }
}
