import JSON
import Rules

/// The head of a stored case with the parts that belong to it, being read.
struct StoredParts {
    let head: JSON
    /// The kinds of content that are stored apart, with their numbers of elements.
    private(set) var counts: [PartKind: Int] = [:]
    /// The parts of each kind, in the order of their slots.
    private var parts: [PartKind: [(slot: Int, json: JSON)]] = [:]

    init(_ all: [CasePart], of head: JSON) throws(CodingError) {
        self.head = head
        guard let known = head["apart"]?.object else { return }
        for part in all {
            guard let (kind, slot) = PartKind.read(part.number) else { continue }
            do {
                let json = try JSONReader.read(part.body, limits: .stored)
                parts[kind, default: []].append((slot, json))
            } catch {
                throw CodingError("a part of a stored case is no JSON: \(error)")
            }
        }
        for kind in PartKind.allCases {
            guard let count = known[kind.key]?.integer else { continue }
            counts[kind] = Int(count)
            parts[kind]?.sort { $0.slot < $1.slot }
        }
    }

    /// Returns the elements of a kind, from the head or the parts.
    func elements<Value>(_ kind: PartKind, _ decode: (JSON) -> Value?) -> [Value] {
        guard counts[kind] != nil else { return head.decoded(kind.key, decode) }
        return (parts[kind] ?? []).compactMap { decode($0.json) }
    }

    /// Returns the statements of a kind, in their slots if they have some.
    func statements<Element: Statement>(
        _ kind: PartKind, _ decode: (JSON) -> Element?
    ) -> Statements<Element> {
        guard counts[kind] != nil else { return Statements(head.decoded(kind.key, decode)) }
        return Statements(
            stored: (parts[kind] ?? []).compactMap { slot, json in
                decode(json).map { (slot, $0) }
            })
    }

    /// The slot of each fault that is stored apart, by its subject.
    var faultSlots: [String: Int] {
        Dictionary(
            (parts[.faults] ?? []).compactMap { slot, json in
                Self.fault(json).map { ($0.about, slot) }
            }
        ) { first, _ in first }
    }

    /// Reads a fault with its subject.
    static func fault(_ json: JSON) -> (about: String, fault: Fault)? {
        guard let pair = json.array, pair.count == 2, let about = pair[0].string,
            let fault = Fault(coded: pair[1])
        else { return nil }
        return (about, fault)
    }
}
