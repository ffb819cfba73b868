import JSON
import TestSupport
import Testing

@Suite struct JSONWriterTests {
    @Test(arguments: [
        "{\"b\":1,\"a\":[true,false,null,-0,1.50e+3,\"\"],\"安居\":{}}",
        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/\u{7F}é😀\"", "[]", "[[],[{}]]",
    ])
    func `compact text round-trips byte by byte`(text: String) throws {
        #expect(try json(text).serialized() == text)
    }

    @Test func `canonical text has its keys in order of their bytes, all the way down`() throws {
        let value = try json("{\"b\": {\"z\": 1, \"a\": 2.0}, \"a\": 0, \"é\": 1, \"B\": []}")
        #expect(
            value.serialized(.canonical) == "{\"B\":[],\"a\":0,\"b\":{\"a\":2.0,\"z\":1},\"é\":1}")
    }

    @Test func `indented text is for people`() throws {
        let value: JSON = ["a": [1, [:]], "b": []]
        #expect(
            value.serialized(.indented) == """
                {
                  "a": [
                    1,
                    {}
                  ],
                  "b": []
                }
                """)
    }
}

@Suite struct JSONPointerTests {
    @Test func `the examples of RFC 6901 lead where it says`() throws {
        let document: JSON = [
            "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5,
            "k\"l": 6, " ": 7, "m~n": 8,
        ]
        let expected: [(String, JSON)] = [
            ("", document), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1),
            ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7),
            ("/m~0n", 8),
        ]
        for (text, value) in expected {
            let pointer = try #require(JSONPointer(text))
            #expect(document[pointer] == value)
            #expect(pointer.description == text)
        }
        #expect(JSONPointer("foo") == nil)
        #expect(JSONPointer("/~2") == nil)
    }

    @Test func `keys and values are found again in the text`() throws {
        let text = "{ \"a\\\"}\": [ 1,\n  {\"b\": null} ],\n\"c\" : -2.5e1 }"
        let positions = JSONPositions(of: try json(text), in: [UInt8](text.utf8))
        func pointer(_ tokens: String...) -> JSONPointer { JSONPointer(tokens) }
        #expect(positions.key(at: pointer("a\"}")) == TextPlace(line: 1, column: 3))
        #expect(positions.value(at: pointer("a\"}", "0")) == TextPlace(line: 1, column: 13))
        #expect(positions.value(at: pointer("a\"}", "1", "b")) == TextPlace(line: 2, column: 9))
        #expect(positions.key(at: pointer("a\"}", "1", "b")) == TextPlace(line: 2, column: 4))
        #expect(positions.value(at: pointer("c")) == TextPlace(line: 3, column: 7))
        #expect(positions.value(at: pointer("c", "x")) == TextPlace(line: 3, column: 7))
        #expect(positions.value(at: pointer("absent")) == TextPlace(line: 1, column: 1))
    }
}

@Suite struct DigestTests {
    @Test func `the published vectors hold`() {
        // FIPS 180-4, "abc"; RFC 4231, test case 2.
        #expect(
            SHA256.hexadecimal([UInt8]("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let code = SHA256.authentication(
            of: [UInt8]("what do ya want for nothing?".utf8), key: [UInt8]("Jefe".utf8))
        #expect(code.prefix(4) == [0x5B, 0xDC, 0xC1, 0x46])
        #expect(SHA256.authentication(of: [], key: []).count == 32)
        #expect(
            SHA256.hexadecimal([])
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
}
