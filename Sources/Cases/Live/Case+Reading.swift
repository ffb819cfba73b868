import JSON
import Rules

extension Case {
    /// Creates a case from the output of `encoded`, or from a head and the chosen parts; the others
    /// are left out.
    package init(
        encoded bytes: [UInt8], parts: [CasePart] = [], _ choice: CasePart.Choice = .all
    ) throws(CodingError) {
        self = try Self.read(bytes, parts: parts, choice).incident
    }

    /// Creates a case from its head and the chosen parts. Throws if one of them is missing.
    static func read(
        _ head: [UInt8], parts: [CasePart], _ choice: CasePart.Choice = .all
    ) throws(CodingError) -> (incident: Case, layout: PartLayout) {
        let stored = try StoredParts(parts, of: Self.json(of: head))
        let incident = try Case(stored)
        for (kind, count) in stored.counts where choice.includes(kind) {
            let found = incident.count(of: kind)
            if found != count {
                throw CodingError("a stored case has \(found) of its \(count) \(kind.key)")
            }
        }
        return (incident, PartLayout(Set(stored.counts.keys), faultSlots: stored.faultSlots))
    }

    private static func json(of bytes: [UInt8]) throws(CodingError) -> JSON {
        do {
            return try JSONReader.read(bytes, limits: .stored)
        } catch {
            throw CodingError("a stored case is no JSON: \(error)")
        }
    }
}
