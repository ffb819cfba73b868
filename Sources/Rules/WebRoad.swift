/// The way to a web address: certificates, identity, proxy and permitted destinations.
package struct WebRoad: Sendable {
    /// Which addresses may be connected to.
    package enum Reach: Hashable, Sendable {
        /// Those anybody on the Internet may have; this machine itself where the rulebook says so.
        case open
        /// Those of a private network too.
        case all
        /// Public ones, and these ranges.
        case within([NetworkRange])
    }

    /// A PEM file of authorities to trust instead of the system's.
    package let authorities: String?
    /// A PEM file of the certificate we show, and of its key where `clientKey` is nil.
    package let clientCertificate: String?
    package let clientKey: String?
    /// `sha256//BASE64` of the public keys the server may have; empty: any that is vouched for.
    package let pinnedKeys: [String]
    /// Through which to connect; nil: straight, whatever the environment says.
    package let proxy: SecretReference?
    package let reach: Reach

    package init(
        authorities: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil,
        pinnedKeys: [String] = [], proxy: SecretReference? = nil, reach: Reach = .open
    ) {
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.pinnedKeys = pinnedKeys
        self.proxy = proxy
        self.reach = reach
    }
}

extension WebRoad.Reach {
    /// Whether an address may be connected to for a host as the rulebook names it.
    ///
    /// Who writes `localhost` or `127.0.0.1` means this machine; a name elsewhere that leads here
    /// may be somebody else's doing.
    package func admits(_ address: NetworkAddress, host: String) -> Bool {
        if address.isPublic { return true }
        let namesThisMachine =
            host.lowercased() == "localhost" || NetworkAddress(host)?.isLoopback == true
        if address.isLoopback, namesThisMachine { return true }
        switch self {
        case .open: return false
        case .all: return true
        case .within(let ranges): return ranges.contains { $0.contains(address) }
        }
    }
}
