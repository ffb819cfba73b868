import Foundation
import Rules
import TestSupport
import Testing
import Transports

@Suite struct WebhookSignerTests {
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
