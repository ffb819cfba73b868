import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

@Suite(.serialized) struct WebhookSignerTests {
    private let vectors: JSON

    init() throws {
        let path = testsFolder + "/TransportsTests/Suites/standard-webhooks/vectors.json"
        vectors = try JSONReader.read(Array(Data(contentsOf: URL(filePath: path))))
    }

    @Test func `signatures equal those of the published libraries`() throws {
        let vectors = try #require(vectors["sign"]?.array)
        #expect(vectors.count == 2)
        for vector in vectors {
            let secret = try #require(vector["secret"]?.string)
            let signer = try #require(WebhookSigner(Secret(secret)))
            let signature = signer.signature(
                id: try #require(vector["id"]?.string),
                timestamp: try #require(vector["timestamp"]?.integer),
                body: Array(try #require(vector["payload"]?.string).utf8))
            #expect(signature == vector["signature"]?.string)
        }
    }

    /// Checks the secrets of the collection, which accepts any secret that libraries can decode.
    ///
    /// The specification requires 24 bytes; a shorter secret was copied incompletely.
    @Test func `a secret the collection calls valid is one, if it is as long as it must be`() throws
    {
        let secrets = try #require(vectors["secrets"]?.array)
        #expect(secrets.count == 4)
        for secret in secrets {
            let text = try #require(secret["secret"]?.string)
            let bytes = text.utf8.count * 6 / 8
            let isValid = secret["valid"] == true && bytes >= 24
            #expect((WebhookSigner(Secret(text)) != nil) == isValid, "\(secret)")
        }
    }

    /// Checks that a receiver accepts a request with at least one signature equal to its own.
    @Test func `who checks our signatures takes what the collection takes`() throws {
        let checks = try #require(vectors["verify"]?.array).filter { $0["signature"] != nil }
        #expect(checks.count == 4)
        for check in checks {
            let base = try #require(vectors["sign"]?.array)[Int(check["base"]?.integer ?? 0)]
            let secret = try #require(base["secret"]?.string)
            let signer = try #require(WebhookSigner(Secret(secret)))
            let ours = signer.signature(
                id: try #require(base["id"]?.string),
                timestamp: try #require(base["timestamp"]?.integer),
                body: Array(try #require(base["payload"]?.string).utf8))
            let shown = check["signature"]?.string?.split(separator: " ").map(String.init) ?? []
            #expect(.bool(shown.contains(ours)) == check["valid"], "\(check)")
        }
    }

    @Test func `a key is of 24 to 64 bytes`() {
        for (count, isKey) in [(23, false), (24, true), (64, true), (65, false)] {
            let text = Data(repeating: 7, count: count).base64EncodedString()
            #expect((WebhookSigner(Secret("whsec_" + text)) != nil) == isKey)
        }
    }

    @Test func `padding may be left out`() throws {
        let text = Data(repeating: 7, count: 25).base64EncodedString()
        let padded = try #require(WebhookSigner(Secret(text)))
        let unpadded = try #require(WebhookSigner(Secret(text.replacing("=", with: ""))))
        #expect(
            padded.signature(id: "a", timestamp: 1, body: [])
                == unpadded.signature(id: "a", timestamp: 1, body: []))
    }
}
