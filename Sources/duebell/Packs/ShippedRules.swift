import CPacks
import Rules

/// The rules that travel with the program: the packs and calendars below `rules/` of the source,
/// and the sample office beside them.
enum ShippedRules {
    /// The files, in byte order of their names, with their tests.
    static let files: [RuleDocument] = (0..<cpacks_count).map { index in
        // The table is of static storage, so the pointers stay valid.
        let file = cpacks_file_at(index).pointee
        let path = String(cString: file.path)
        return RuleDocument(
            path: path, bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
    }

    /// The packs, in byte order of their names.
    static let packs: [ShippedPack] = files.compactMap(ShippedPack.init)

    /// Returns the pack of a name such as `regimes/eu-gdpr`, or of its last part alone.
    static func pack(named name: String) throws(Failure) -> ShippedPack {
        if let pack = packs.first(where: { $0.name == name || $0.shortName == name }) {
            return pack
        }
        let nearest = nearestName(to: name, among: packs.flatMap { [$0.shortName, $0.name] })
        throw Failure(
            .data,
            "no pack \"\(name)\"" + (nearest.map { "; nearest is \"\($0)\"" } ?? "")
                + "; `duebell packs` lists them")
    }

    /// Returns the file of a name, which is one of the sample office.
    static func file(named name: String) -> RuleDocument? {
        files.first { $0.name == name }
    }

    /// Returns the files of packs and of the packs they use, each once, with their tests.
    static func files(of packs: [ShippedPack]) -> [RuleDocument] {
        var folders: Set<String> = []
        var waiting = packs.map(\.name)
        while let next = waiting.popLast() {
            guard folders.insert(next).inserted else { continue }
            waiting += self.packs.first { $0.name == next }?.uses ?? []
        }
        return files.filter { file in folders.contains { file.name.hasPrefix($0 + "/") } }
    }
}
