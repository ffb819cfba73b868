import JSON
import Testing

/// The characters that nobody sees but that change what the reader takes a text for.
@Suite struct InvisibleCharacterTests {
    @Test func `an invisible character is written out in a text, a visible one is not`() {
        #expect(InvisibleCharacters.shown(in: "gnp\u{202E}exe é 安") == "gnp<U+202E>exe é 安")
    }

    @Test(arguments: ["\u{202E}", "\u{200B}", "\u{2028}", "\u{2029}", "\u{85}", "\u{9B}", "\u{7F}"])
    func `JSON for a terminal holds no such character, and reads back as it was`(
        character: String
    ) throws {
        let json: JSON = ["title": .string("a\(character)b")]
        let text = InvisibleCharacters.escaped(in: json.serialized())
        #expect(text.utf8.allSatisfy { $0 < 0x7F })
        #expect(try JSONReader.read(Array(text.utf8)) == json)
    }
}
