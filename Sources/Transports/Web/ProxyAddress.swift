import FoundationEssentials

/// A proxy in libcurl's form, checked because libcurl may ignore a proxy it cannot read and connect
/// directly.
struct ProxyAddress: Sendable {
    let text: String
    /// The credentials for the proxy, which must not be shown.
    let secrets: [String]

    private static let schemes = ["http", "https", "socks4a", "socks5", "socks5h"]

    init(_ value: Secret) throws(TransportError) {
        let text = value.revealed
        guard text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }),
            let components = URLComponents(string: text),
            Self.schemes.contains(components.scheme?.lowercased() ?? ""),
            components.host?.isEmpty == false
        else {
            throw .settingInvalid(
                member: "proxy", expected: "http://HOST:PORT or socks5h://HOST:PORT")
        }
        guard components.port.map({ (1...65_535).contains($0) }) ?? true else {
            throw .settingInvalid(member: "proxy", expected: "an address with a port of 1 to 65535")
        }
        // With socks5 libcurl would resolve names itself, and nothing would check the addresses.
        self.text =
            components.scheme?.lowercased() == "socks5"
            ? "socks5h" + text.dropFirst("socks5".count) : text
        let login = [components.user, components.password].compactMap(\.self)
        guard login.joined().unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw .settingInvalid(
                member: "proxy", expected: "one whose user and password are of printable characters"
            )
        }
        let written = [components.percentEncodedUser, components.percentEncodedPassword]
        let pair = login.count == 2 ? [login.joined(separator: ":")] : []
        secrets = login + written.compactMap(\.self) + pair
    }
}
