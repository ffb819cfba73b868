import JSON
import Rules

/// A pack that travels with the program.
struct ShippedPack {
    /// The name under `use`, such as `regimes/eu-gdpr`.
    let name: String
    let title: String
    let about: String
    /// The source: text, address, date read, confidence.
    let cites: JSON
    /// The packs that this one uses, directly.
    let uses: [String]

    /// Creates the pack that a document describes; nil for a document of another name.
    init?(_ document: RuleDocument) {
        let parts = document.name.split(separator: "/")
        guard parts.count > 1, parts.last == "pack.json",
            let json = try? JSONReader.read(document.bytes, limits: .rules)
        else { return nil }
        name = parts.dropLast().joined(separator: "/")
        title = json["pack"]?["title"]?.string ?? ""
        about = json["pack"]?["about"]?.string ?? ""
        cites = json["pack"]?["cites"] ?? .null
        uses = (json["use"]?.array ?? []).compactMap(\.string)
    }

    /// The last part of the name.
    var shortName: String { name.split(separator: "/").last.map(String.init) ?? name }

    /// True for a pack of a law or notice, as opposed to a calendar.
    var isRegime: Bool { name.split(separator: "/").first == "regimes" }

    /// True if the pack names units and a policy of the sample office.
    var usesSampleOffice: Bool {
        ["cn-party-urgent", "cn-party-quality", "cn-party-bulletins"].contains(shortName)
    }
}
