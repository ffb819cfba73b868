/// The connection settings of a web address: certificates, identity, proxy and allowed
/// destinations.
package struct WebConnection: Sendable {
    /// The addresses a channel may connect to.
    package enum AllowedAddresses: Hashable, Sendable {
        /// Public addresses, and loopback if the rulebook names this machine as the host.
        case open
        /// All addresses, including private networks.
        case all
        /// Public addresses and the given ranges.
        case within([NetworkRange])
    }

    /// A PEM file of certificate authorities to trust instead of the system's.
    package let authorities: String?
    /// A PEM file of the client certificate, and of its key if `clientKey` is nil.
    package let clientCertificate: String?
    package let clientKey: String?
    /// The accepted public keys of the server as `sha256//BASE64`; empty means any trusted key.
    package let pinnedKeys: [String]
    /// The proxy; nil means a direct connection, regardless of the environment.
    package let proxy: SecretReference?
    package let reach: AllowedAddresses

    package init(
        authorities: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil,
        pinnedKeys: [String] = [], proxy: SecretReference? = nil, reach: AllowedAddresses = .open
    ) {
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.pinnedKeys = pinnedKeys
        self.proxy = proxy
        self.reach = reach
    }
}

extension WebConnection.AllowedAddresses {
    /// Returns true if a connection to an address is allowed for a host as named in the rulebook.
    ///
    /// A rulebook that names `localhost` or `127.0.0.1` means this machine; any other name that
    /// resolves to it may be an attack.
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
