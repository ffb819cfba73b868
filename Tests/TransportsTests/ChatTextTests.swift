import Foundation
import JSON
import Rules
import TestSupport
import Testing
import Transports

/// The table-driven parts of the chat services: signatures and lengths.
@Suite(.serialized) struct ChatTextTests {
    private static let vectors = Result {
        let path = testsFolder + "/TransportsTests/Suites/chat/sign-vectors.json"
        return try JSONReader.read(Array(try Data(contentsOf: URL(filePath: path))))
    }

    @Test func `signatures are those of the vendors`() throws {
        let vectors = try Self.vectors.get()
        let feishu = try #require(vectors["feishu"]?.array)
        let dingtalk = try #require(vectors["dingtalk"]?.array)
        #expect(feishu.count == 3 && dingtalk.count == 3)
        for vector in feishu {
            let time = try #require(vector["timestamp"]?.integer)
            let secret = Secret(try #require(vector["secret"]?.string))
            #expect(ChatSignature.feishu(at: time, secret) == vector["sign"]?.string)
        }
        for vector in dingtalk {
            let time = try #require(vector["timestamp_ms"]?.integer)
            let secret = Secret(try #require(vector["secret"]?.string))
            let sign = ChatSignature.dingTalk(at: time, secret)
            #expect(sign == vector["base64"]?.string)
            #expect(sign.queryEscaped == vector["url_param"]?.string)
        }
    }

    @Test(arguments: [
        ("abc", 3, TextUnit.bytes, "abc"), ("abcd", 3, .bytes, "…"), ("abcde", 4, .bytes, "a…"),
        ("长长长", 9, .bytes, "长长长"), ("长长长", 8, .bytes, "长…"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 21, .utf16, "👩‍👩‍👧‍👦…"), ("e\u{301}e\u{301}x", 4, .scalars, "e\u{301}…"),
        ("\"\"\"", 5, .jsonBytes, "\"…"), ("\"\"\"", 6, .jsonBytes, "\"\"\""), ("", 0, .bytes, ""),
        ("\u{1}x", 7, .jsonBytes, "\u{1}x"), ("\u{1}x", 6, .jsonBytes, "…"),
    ])
    func `a text is cut between characters, in the unit asked for`(
        text: String, limit: Int, unit: TextUnit, expected: String
    ) {
        #expect(text.cut(to: limit, unit) == expected)
    }

    private static func entity(_ character: Character) -> String {
        character == "<" ? "&lt;" : String(character)
    }

    @Test func `an escape is never divided`() {
        #expect("a<b".cut(to: 6, .utf16, escape: Self.entity) == "a&lt;b")
        #expect("a<bc".cut(to: 6, .utf16, escape: Self.entity) == "a&lt;…")
        #expect("a<bcd".cut(to: 5, .utf16, escape: Self.entity) == "a…")
    }

    @Test(arguments: [
        (String(repeating: "a", count: 160), 1), (String(repeating: "a", count: 161), 2),
        (String(repeating: "a", count: 306), 2), (String(repeating: "a", count: 307), 3),
        (String(repeating: "€", count: 80), 1), (String(repeating: "€", count: 81), 2),
        // A character of two units does not fit behind 152 units, so each part holds 76 of them.
        (String(repeating: "€", count: 152), 2), (String(repeating: "€", count: 153), 3),
    ])
    func `texts in the alphabet of seven bits fill parts of 153`(text: String, parts: Int) {
        #expect(SMSText.segments(of: text, isPlain: true) == parts)
    }

    @Test(arguments: [
        (String(repeating: "长", count: 70), 1), (String(repeating: "长", count: 71), 2),
        (String(repeating: "长", count: 134), 2), (String(repeating: "长", count: 135), 3),
        (String(repeating: "😀", count: 35), 1), (String(repeating: "😀", count: 66), 2),
        (String(repeating: "😀", count: 67), 3),
    ])
    func `all others fill parts of 67`(text: String, parts: Int) {
        #expect(SMSText.segments(of: text, isPlain: false) == parts)
    }

    @Test func `a text that is too long for its parts ends in dots`() {
        func cut(_ text: String, _ segments: Int) -> String {
            SMSText.fit(segments: segments, longest: text.count) { limit in
                limit.map { $0 < text.count ? text.prefix($0) + "…" : text } ?? text
            }
        }
        #expect(
            cut(String(repeating: "a", count: 500), 2) == String(repeating: "a", count: 303) + "..."
        )
        #expect(
            cut(String(repeating: "长", count: 500), 1) == String(repeating: "长", count: 69) + "…")
        #expect(cut("short", 1) == "short")
        // Our own marks stand in the alphabet by others, so that 459 characters fit and not 201.
        let english = "i-1 · overdue — " + String(repeating: "a", count: 443)
        #expect(cut(english, 3) == "i-1 - overdue - " + String(repeating: "a", count: 443))
        #expect(SMSText.plain("“Ł” — ·") == "“Ł” — ·", "a name is not respelled")
        #expect(SMSText.plain("a…“b”\u{A0}→ c") == "a...\"b\" -> c")
    }
}
