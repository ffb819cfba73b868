import FoundationEssentials

/// Takes out of a text what it repeats of our secrets, in each form in which they went out.
struct Redaction: Sendable {
    /// What must not be shown.
    private struct Part: Hashable, Sendable {
        let bytes: [UInt8]
        /// So many of its first bytes betray it already: who repeats a line may cut it off.
        let least: Int
    }

    /// Longest first, so that nothing is left of a longer one.
    private let parts: [Part]

    /// `url`: its path and query may be a password, but short pieces are words like `hooks` or
    /// `v1`, which nobody needs to hide; nor do they in `words`, which a rulebook writes out.
    ///
    /// `secrets` are hidden whatever their length.
    init(url: String = "", secrets: [String] = [], words: [String] = []) {
        var pieces = words
        var secrets = secrets
        if let components = URLComponents(string: url), !url.isEmpty {
            let written =
                components.percentEncodedPath + "/" + (components.percentEncodedQuery ?? "")
            let plain = components.path + "/" + (components.query ?? "")
            pieces += (written + "/" + plain).split { "/?&=".contains($0) }.map(String.init)
            secrets += [components.user, components.password].compactMap(\.self)
        }
        var parts = Set(
            pieces.filter { $0.utf8.count >= Self.wordMin }.map {
                Part(bytes: Array($0.utf8), least: $0.utf8.count)
            })
        for secret in secrets.flatMap(Self.forms) where !secret.isEmpty {
            let count = secret.utf8.count
            let least = count >= Self.longMin ? Self.betraying : count
            parts.insert(Part(bytes: Array(secret.utf8), least: least))
        }
        self.parts = parts.sorted { $0.bytes.count > $1.bytes.count }
    }

    private static let wordMin = 6
    private static let longMin = 12
    private static let betraying = 8

    /// As it is, and as others write it down.
    private static func forms(of secret: String) -> [String] {
        [secret, base64(secret), secret.queryEscaped, secret.formEscaped]
    }

    /// Without what fills it up at the end, which not everybody writes.
    private static func base64(_ text: String) -> String {
        var code = Data(text.utf8).base64EncodedString()
        while code.hasSuffix("=") { code.removeLast() }
        return code
    }

    func apply(to text: String) -> String {
        var bytes = Array(text.utf8)
        var isChanged = false
        for part in parts {
            guard let hidden = Self.hide(part, in: bytes) else { continue }
            (bytes, isChanged) = (hidden, true)
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : text
    }

    /// The text without a part; nil where it does not hold it. By bytes: a character that goes
    /// together with its neighbour would hide a part from a search by characters.
    private static func hide(_ part: Part, in bytes: [UInt8]) -> [UInt8]? {
        var (hidden, start) = ([UInt8](), 0)
        while let place = find(part.bytes.prefix(part.least), in: bytes, from: start) {
            hidden += bytes[start..<place] + Array("***".utf8)
            let same = zip(bytes[place...], part.bytes).prefix { $0 == $1 }.count
            start = place + same
        }
        return start == 0 ? nil : hidden + bytes[start...]
    }

    private static func find(
        _ part: ArraySlice<UInt8>, in bytes: [UInt8], from start: Int
    ) -> Int? {
        guard let first = part.first, bytes.count - start >= part.count else { return nil }
        return (start...bytes.count - part.count).first {
            bytes[$0] == first && bytes[$0...].starts(with: part)
        }
    }
}

// MARK: What goes out as what

extension Redaction {
    /// What may be repeated of the value of a line in a request's head: `Bearer X` as `X`,
    /// `Basic` and base64 as what it stands for.
    static func secrets(inHeader value: String) -> [String] {
        let marks = " =,\":;"
        let words = value.split { marks.contains($0) }.map(String.init)
        guard let scheme = words.first, words.count > 1, value.hasPrefix(scheme + " ") else {
            return [value] + words.filter { $0.utf8.count >= 4 }
        }
        let rest = value.dropFirst(scheme.count).drop { $0 == " " }
        var secrets = [value, String(rest)] + words.dropFirst().filter { $0.utf8.count >= 4 }
        if scheme.lowercased() == "basic", let data = Data(base64Encoded: String(rest)) {
            let pair = String(decoding: data, as: UTF8.self)
            let password = pair.split(separator: ":", maxSplits: 1).dropFirst()
            secrets += [pair] + password.map(String.init)
        }
        return secrets
    }

    /// What a mail server may repeat of how we log in.
    ///
    /// Source: RFC 4616 for PLAIN; Google and Microsoft, SASL XOAUTH2.
    static func secrets(ofLogin user: String, password: String?, token: String?) -> [String] {
        var secrets: [String] = []
        if let password, !password.isEmpty {
            secrets += [
                password, "\0\(user)\0\(password)", "\(user)\0\(user)\0\(password)",
                "\(user):\(password)",
            ]
        }
        if let token, !token.isEmpty {
            secrets += [token, "user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}"]
        }
        return secrets
    }
}
