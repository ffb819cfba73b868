import Glibc
import Rules

/// Decides whether a resolved address may be connected to.
struct AddressGate: Sendable {
    /// The host of the URL, without brackets.
    let host: String
    let reach: WebConnection.AllowedAddresses

    /// Returns the address of a socket if it is not allowed; nil if it is.
    func refusal(of address: UnsafeRawPointer, family: Int32) -> String? {
        let bytes: UnsafeRawBufferPointer
        switch family {
        case AF_INET:
            let offset = MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4
            bytes = UnsafeRawBufferPointer(start: address + offset, count: 4)
        case AF_INET6:
            let offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
            bytes = UnsafeRawBufferPointer(start: address + offset, count: 16)
        default:
            return "an address of family \(family)"
        }
        return NetworkAddress(bytes: bytes).flatMap(refusal)
    }

    /// Returns the remote address of a kept connection if it is not allowed; nil if it is.
    func refusal(of text: String) -> String? {
        // A zone follows a link-local address: fe80::1%eth0.
        guard let address = NetworkAddress(text.prefix { $0 != "%" }) else { return text }
        return refusal(address)
    }

    /// The host if it is itself an address, in any notation, and not allowed; nil for a name, whose
    /// address is not known here.
    var refusalOfHost: String? {
        if let address = NetworkAddress(host) { return refusal(address) }
        // 2852039166, 0xA9FEA9FE and 169.254.43518 are the same address. Source: inet_aton(3).
        var four = in_addr()
        guard inet_aton(host, &four) != 0 else { return nil }
        return withUnsafeBytes(of: four.s_addr) { NetworkAddress(bytes: $0) }.flatMap(refusal)
    }

    private func refusal(_ address: NetworkAddress) -> String? {
        reach.admits(address, host: host) ? nil : address.description
    }
}
