import FoundationEssentials

/// Takes out of a text what it repeats of a URL, whose path and query may be a password.
struct Redaction: Sendable {
    /// Longest first, so that no part is left of a longer one.
    private let parts: [String]

    /// Of `url`, and of other secrets that went with it.
    init(url: String, secrets others: [String] = []) {
        guard let components = URLComponents(string: url) else {
            parts = others.filter { $0.count >= 6 }
            return
        }
        let written = components.percentEncodedPath + "/" + (components.percentEncodedQuery ?? "")
        let plain = components.path + "/" + (components.query ?? "")
        let secrets = [components.user, components.password].compactMap(\.self)
        let pieces = (written + "/" + plain).split { "/?&=".contains($0) }.map(String.init)
        // Shorter ones are words like `hooks` or `v1`, which no one needs to hide.
        parts = Set(pieces + secrets + others).filter { $0.count >= 6 }.sorted {
            $0.count > $1.count
        }
    }

    func apply(to text: String) -> String {
        parts.reduce(text) { $0.replacing($1, with: "***") }
    }
}
