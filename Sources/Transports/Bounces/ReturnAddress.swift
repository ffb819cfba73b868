import Cases
import Deliveries
import Messages
import Rules

/// The addresses that exist for one delivery each, found again in what comes back to them.
///
/// Forwarders rewrite a sender (SRS: `SRS0=HASH=TT=DOMAIN=LOCAL@FORWARDER`), and gateways sign it
/// (BATV: `prvs=TAG=LOCAL@DOMAIN`); both are undone before an address is compared.
struct ReturnAddress: Sendable {
    private let lead: String
    private let tail: String

    /// Creates the form of the addresses from one with `{id}`; nil without `{id}`.
    init?(verp: String) {
        guard let place = verp.firstRange(of: "{id}") else { return nil }
        lead = verp[..<place.lowerBound].lowercased()
        tail = verp[place.upperBound...].lowercased()
    }

    /// Returns the delivery that an address in a text names; nil if there is none.
    func delivery(in text: String) -> Delivery.ID? {
        let words = text.split { character in
            !character.isASCII || character.isWhitespace || "<>,;:\"'()[]".contains(character)
        }
        for word in words where word.utf8.contains(UInt8(ascii: "@")) {
            // A neighbour beyond ASCII may belong to another address.
            guard Self.standsAlone(word) else { continue }
            for address in Self.readings(of: word) {
                if let id = delivery(named: address) { return id }
            }
        }
        return nil
    }

    private func delivery(named address: String) -> Delivery.ID? {
        // Words are ASCII: lower and upper case have the same length.
        let lower = address.lowercased()
        guard lower.hasPrefix(lead), lower.hasSuffix(tail),
            lower.utf8.count > lead.utf8.count + tail.utf8.count
        else { return nil }
        let id = address.dropFirst(lead.count).dropLast(tail.count)
        return Self.isToken(id) ? Delivery.ID(String(id)) : nil
    }

    /// Returns true unless a word adjoins a letter beyond ASCII.
    private static func standsAlone(_ word: Substring) -> Bool {
        let before = word.base[..<word.startIndex].last
        let after = word.base[word.endIndex...].first
        return [before, after].allSatisfy { $0?.isASCII ?? true }
    }

    /// Returns an address with the sender that a forwarder or a gateway had before it.
    private static func readings(of address: Substring) -> [String] {
        var readings = [String(address)]
        // Each reading is shorter than the one before; a chain of forwarders ends.
        for _ in 0..<4 {
            guard let last = readings.last, let next = original(of: last) else { break }
            readings.append(next)
        }
        return readings
    }

    private static func original(of address: String) -> String? {
        guard let at = address.lastIndex(of: "@") else { return nil }
        let (local, domain) = (address[..<at], address[address.index(after: at)...])
        let name = local.lowercased()
        if name.hasPrefix("prvs=") {
            let halves = local.dropFirst(5).split(separator: "=", maxSplits: 1)
            return halves.count == 2 ? "\(halves[1])@\(domain)" : nil
        }
        guard name.hasPrefix("srs"), name.utf8.count > 5 else { return nil }
        let separators: Set<Character> = ["=", "+", "-"]
        let rest = local.dropFirst(5)
        guard local.dropFirst(4).first.map(separators.contains) ?? false else { return nil }
        if name.hasPrefix("srs0") { return sender(in: rest) }
        // SRS1=HASH=FORWARDER==HASH=TT=DOMAIN=LOCAL holds an SRS0 without its name.
        let parts = rest.split(separator: "=", maxSplits: 2, omittingEmptySubsequences: false)
        guard name.hasPrefix("srs1"), parts.count == 3 else { return nil }
        return sender(in: parts[2].drop { separators.contains($0) })
    }

    /// Returns `LOCAL@DOMAIN` for `HASH=TT=DOMAIN=LOCAL`.
    private static func sender(in text: Substring) -> String? {
        let parts = text.split(separator: "=", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count == 4 ? "\(parts[3])@\(parts[2])" : nil
    }

    /// Returns true for a text that may be an id of a delivery or a message.
    static func isToken(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
