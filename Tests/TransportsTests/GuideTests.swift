import Calendars
import Foundation
import Rules
import TestSupport
import Testing
import Transports

/// What the pages for rule editors show is read as it stands, and opens.
@Suite struct GuideTests {
    private static let pages = ["Email", "Webhooks", "Chat"]

    private static func examples(of page: String) throws -> [String] {
        let folder = URL(filePath: testsFolder).deletingLastPathComponent().path
        let path = folder + "/Sources/Transports/Transports.docc/\(page).md"
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        return text.split(separator: "```json\n").dropFirst().compactMap {
            $0.split(separator: "```").first.map(String.init)
        }
    }

    /// A value for each variable that is named somewhere in the text.
    private static func environment(for text: String) -> [String: String] {
        var values: [String: String] = [:]
        for part in text.split(separator: "\"$env\": \"").dropFirst() {
            let name = String(part.prefix { $0 != "\"" })
            values[name] = name.hasSuffix("_URL") ? "https://hook.example/x" : "s3cret-value"
        }
        return values
    }

    @Test(arguments: pages)
    func `every channel on a page can be used`(page: String) throws {
        let folder = try TestFolder()
        for name in ["smtp-password", "smtp-token"] { try folder.write("s3cret\n", to: name) }
        for name in ["duty-room-new", "duty-room-old"] {
            try folder.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", to: name)
        }
        let examples = try Self.examples(of: page)
        #expect(!examples.isEmpty)
        for example in examples {
            let text =
                "{ \"settings\": { \"zone\": \"UTC\", \"operators\": [\"contact:x\"] }, "
                + "\"contacts\": { \"x\": { \"name\": \"X\", "
                + "\"reach\": [{ \"channel\": \"own\" }] } }, "
                + example.replacing(
                    "\"channels\": {",
                    with: "\"channels\": { \"own\": { \"kind\": \"webhook\", "
                        + "\"url\": \"https://own.example/\" }, ") + "}"
            let outcome = RulebookReader.read(
                documents: [RuleDocument(path: "a.json", bytes: Array(text.utf8))],
                zones: { $0 == "UTC" ? .utc : nil })
            let faults = outcome.diagnostics.filter {
                $0.mistake.severity == .error || $0.mistake.code == "url.private"
            }
            #expect(faults.map(\.description) == [])
            let secrets = SecretReader(
                environment: Self.environment(for: example), rulesFolder: folder.path)
            let factory = TransportFactory(
                loop: CurlLoop(), secrets: secrets, stateFolder: folder.path,
                now: { Instant(seconds: 0) })
            let channels = try #require(outcome.rulebook?.channels)
            #expect(channels.count >= 2)
            for channel in channels.values { _ = try factory.open(channel) }
        }
    }
}
