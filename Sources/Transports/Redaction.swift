import FoundationEssentials

/// Removes our secrets from a text, in every form in which they were sent.
struct Redaction: Sendable {
    /// A secret to hide.
    private struct Part: Hashable, Sendable {
        let bytes: [UInt8]
        /// The number of leading bytes that already reveal the secret; a repeated line may be cut
        /// off.
        let least: Int
    }

    /// The parts, longest first, so that nothing of a longer one remains.
    private let parts: [Part]

    /// Collects the parts to hide.
    ///
    /// The path and query of `url` may hold a password, but short pieces are words like `hooks` or
    /// `v1`, which need no hiding. The same holds for short pieces of `words`, which the rulebook
    /// writes openly. `secrets` are hidden whatever their length.
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

    /// Returns the secret as it is and in the encodings others write it in.
    private static func forms(of secret: String) -> [String] {
        [secret, base64(secret), secret.queryEscaped, secret.formEscaped]
    }

    /// Returns the base64 form without padding, which not everybody writes.
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

    /// Returns the text without a part; nil if the text does not contain the part.
    ///
    /// Compares bytes: a search by characters would miss a part that combines with a neighbouring
    /// character.
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

// MARK: Sent forms of secrets

extension Redaction {
    /// Returns the secrets in the value of a request header: `X` of `Bearer X`, and the decoded
    /// text of `Basic` and base64.
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

    /// Returns the forms of a login that a mail server may repeat.
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
