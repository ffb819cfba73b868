import Glibc
import Rules

/// Decides, once a name has become an address, whether that may be connected to.
struct AddressGate: Sendable {
    /// As the URL has it, without brackets.
    let host: String
    let reach: WebRoad.Reach

    /// The address of a socket, where it may not be connected to; nil where it may.
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

    /// The address a kept connection leads to, where it may not be used.
    func refusal(of text: String) -> String? {
        // A zone follows an address of one link: fe80::1%eth0.
        guard let address = NetworkAddress(text.prefix { $0 != "%" }) else { return text }
        return refusal(address)
    }

    /// The host where that is itself an address, in whatever form, that may not be connected to;
    /// where a name leads is not known here.
    var refusalOfHost: String? {
        if let address = NetworkAddress(host) { return refusal(address) }
        // 2852039166, 0xA9FEA9FE and 169.254.43518 are all one. Source: inet_aton(3).
        var four = in_addr()
        guard inet_aton(host, &four) != 0 else { return nil }
        return withUnsafeBytes(of: four.s_addr) { NetworkAddress(bytes: $0) }.flatMap(refusal)
    }

    private func refusal(_ address: NetworkAddress) -> String? {
        reach.admits(address, host: host) ? nil : address.description
    }
}
