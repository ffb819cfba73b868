import JSON

/// The selection of the documents to read: all except those of unused packs.
///
/// A folder that contains a `pack.json` is a pack. The pack and everything below it are read only
/// if a document already read names the folder under `use`.
struct PackSelection {
    /// The name of the document that makes a folder a pack.
    static let label = "pack.json"

    /// The documents of each pack, in order, without those of packs inside it.
    private let packs: [String: [Int]]
    /// The documents that belong to packs.
    let packed: Set<Int>
    private var waiting: [Int]
    private var opened: Set<String> = []
    private var read: [Int] = []

    /// Creates the selection; `names` are the paths of documents below the rules folder, in order.
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

    /// The documents read so far, in order.
    var used: [Int] { read.sorted() }

    /// Returns the files outside packs, followed by those of packs in use.
    func atHand(_ files: [RuleDocument]) -> [RuleDocument] {
        let folders = Set(packs.keys)
        let packed = files.map { (file: $0, pack: Self.pack(of: $0.name, among: folders)) }
        return packed.filter { $0.pack == nil }.map(\.file)
            + packed.filter { $0.pack.map(opened.contains) ?? false }.map(\.file)
    }

    /// Returns the next document to read; nil if there is none left.
    mutating func next() -> Int? {
        guard let next = waiting.popLast() else { return nil }
        read.append(next)
        return next
    }

    /// Adds the documents of packs to those to read, each pack once.
    mutating func open(_ names: [String]) {
        for name in names where opened.insert(name).inserted {
            waiting += packs[name] ?? []
        }
    }

    /// Returns the folder that a `pack.json` makes a pack; nil for the rules folder itself.
    static func folder(_ name: String) -> String? {
        name.hasSuffix("/" + label) ? String(name.dropLast(label.count + 1)) : nil
    }

    /// Returns the innermost pack that contains a document.
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
    /// Returns the existing packs a document names under `use`.
    mutating func uses(_ root: JSON, of shelf: PackSelection) -> [String] {
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

    /// Reads `pack`, the description of a pack.
    mutating func pack(_ value: JSON, at pointer: JSONPointer) {
        guard let fields = fields(value, at: pointer, keys: ["title", "about", "cites"]) else {
            return
        }
        _ = requiredText(fields, "title", "a title")
        _ = text(fields, "about", "what it is for")
        if let cites = fields["cites"] { _ = citation(cites, at: fields.at("cites")) }
    }
}
