import CCrypto

/// SHA-256 hashes (FIPS 180-4), plain or keyed as HMAC (RFC 2104).
package enum SHA256 {
    /// Returns the SHA-256 as 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            let done = ccrypto_sha256(bytes, bytes.count, digest.baseAddress)
            precondition(done == 1, "libcrypto has SHA-256")
            count = 32
        }
    }

    /// Returns the SHA-256 as 64 lower-case hexadecimal digits.
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

    /// Returns the HMAC-SHA256 of bytes under a key, as 32 bytes.
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
    /// Returns a name of 32 hexadecimal digits derived from texts: equal texts give equal names,
    /// and the name is safe in any identifier.
    package static func token(_ texts: [String]) -> String {
        let joined = JSON.array(texts.map(JSON.string)).bytes()
        return String(hexadecimal(joined).prefix(32))
    }
}
