import CCrypto

/// Fingerprints of bytes: SHA-256 (FIPS 180-4), alone or keyed (RFC 2104).
package enum SHA256 {
    /// The 32 bytes of the SHA-256.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            let done = ccrypto_sha256(bytes, bytes.count, digest.baseAddress)
            precondition(done == 1, "libcrypto has SHA-256")
            count = 32
        }
    }

    /// The SHA-256 in 64 hexadecimal digits, lower case.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digest = sha256(bytes)
        return String(unsafeUninitializedCapacity: 64) { text in
            for (index, byte) in digest.enumerated() {
                text[2 * index] = digit(byte >> 4)
                text[2 * index + 1] = digit(byte & 15)
            }
            return 64
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The 32 bytes of the HMAC-SHA256 of bytes under a key.
    package static func authentication(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { code, count in
            let done = ccrypto_hmac_sha256(
                key, key.count, bytes, bytes.count, code.baseAddress)
            precondition(done == 1, "libcrypto has HMAC-SHA256")
            count = 32
        }
    }
}

extension SHA256 {
    /// A short name for some texts, the same for the same texts, safe in any identifier.
    package static func token(_ texts: [String]) -> String {
        let joined = JSON.array(texts.map(JSON.string)).bytes()
        return String(hexadecimal(joined).prefix(32))
    }
}
