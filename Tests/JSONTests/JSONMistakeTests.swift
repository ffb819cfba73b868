import JSON
import Testing

@Suite struct JSONMistakeTests {
    private func words(_ bytes: [UInt8]) -> String? {
        do throws(JSONError) {
            _ = try JSONReader.read(bytes)
            return nil
        } catch {
            let place = error.place(in: bytes)
            return "\(place.line):\(place.column) \(error.description(in: bytes))"
        }
    }

    @Test(arguments: [
        ("", "1:1 the text is empty"), (" \n", "1:1 the text is empty"),
        ("{\"a\": 1,}", "1:8 a comma before \"}\": remove the comma"),
        ("[1, 2,\n]", "1:6 a comma before \"]\": remove the comma"),
        ("{“a”: 1}", "1:2 the quotation mark “: write it as \""),
        ("{\"a\": “b”}", "1:7 the quotation mark “: write it as \""),
        ("{'a': 1}", "1:2 the quotation mark ': write it as \""),
        ("{\"a\"：1}", "1:5 the character ：: write it as :"),
        ("{\"a\": 1，\"b\": 2}", "1:8 the character ，: write it as ,"),
        ("｛\"a\": 1}", "1:1 the character ｛: write it as {"),
        ("{\"a\":\u{3000}1}", "1:6 the blank U+3000: write an ordinary space, or remove it"),
        ("{\u{FEFF}\"a\": 1}", "1:2 the blank U+FEFF: write an ordinary space, or remove it"),
        ("{a: 1}", "1:2 the key a without quotation marks: write \"a\""),
        ("{\"a\": b}", "1:7 the text b without quotation marks: write \"b\""),
        ("{\"a\": 安居}", "1:7 the text 安居 without quotation marks: write \"安居\""),
        ("{\"a\": True}", "1:7 True: write true"), ("{\"a\": None}", "1:7 None: write null"),
        ("{\"a\": NaN}", "1:7 NaN: write null"),
        ("{\"a\": 1 \"b\": 2}", "1:9 no comma after the value before: write one"),
        ("[{} {}]", "1:5 no comma after the value before: write one"),
        ("{\"a\" 1}", "1:6 no colon after the key: write one"),
        ("{\"a\" = 1}", "1:6 no colon after the key: write one"),
        ("[1}", "1:3 \"}\" closes the \"[\" at line 1, column 1: write \"]\""),
        ("{}}", "1:3 \"}\" closes nothing: remove it"),
        ("{\"a\": [1", "1:9 the \"[\" at line 1, column 7 is not closed"),
        ("{\"a\": \"b", "1:9 the string that begins at line 1, column 7 is not closed with \""),
        (
            "{\"a\": \"b\nc\"}",
            "1:9 a line end inside a string: close the string with \" before it, "
                + "or write it as \\n"
        ),
        ("{\"a\": \"b\tc\"}", "1:9 a tab inside a string: write it as \\t"),
        ("{\"a\": \"C:\\dir\"}", "1:10 a backslash that begins no escape: write it as \\\\"),
        ("{\"a\": \"}", "1:9 the string that begins at line 1, column 7 is not closed with \""),
        ("{\"a\": }", "1:7 \"}\" stands where JSON has a value"),
        ("{1: 2}", "1:2 the key 1 without quotation marks: write \"1\""),
        ("incident: i-1\n", "1:1 the text is YAML, not JSON"),
        ("<alert/>", "1:1 the text is XML or HTML, not JSON"),
        (
            "PK\u{3}\u{4}",
            "1:1 the text is a ZIP archive, such as a spreadsheet or a text document, "
                + "not JSON"
        ),
        (
            "incident,unit\ni-1,anju\n",
            "1:1 the text is a table, such as CSV, not JSON: write each "
                + "line as an object, {\"column\": \"value\"}"
        ),
        (
            "\"编号\",\"单位\"\n",
            "1:1 the text is a table, such as CSV, not JSON: write each line as an "
                + "object, {\"column\": \"value\"}"
        ),
    ])
    func `a mistake people make is named with its remedy`(text: String, words: String) {
        #expect(self.words(Array(text.utf8)) == words)
    }

    @Test(arguments: ["// note\n{}", "{} // note", "{/* note */}", "{\"a\": 1, # note\n\"b\": 2}"])
    func `a comment is named as one`(text: String) throws {
        let words = try #require(self.words(Array(text.utf8)))
        #expect(words.contains("a comment, which JSON does not have"))
    }

    @Test(arguments: ["01", "+1", ".5", "1.", "-"])
    func `a number written otherwise is named`(number: String) throws {
        let words = try #require(self.words(Array("[\(number)]".utf8)))
        #expect(words.hasPrefix("1:2 \(number) is no JSON number"))
    }

    @Test func `the encoding of a text that is not UTF-8 is named`() {
        let gbk: [UInt8] = Array("{\"a\": \"".utf8) + [0xB0, 0xB2, 0xBE, 0xD3] + Array("\"}".utf8)
        let latin1: [UInt8] = Array("{\"a\": \"caf".utf8) + [0xE9] + Array("\"}".utf8)
        let little = "{\"a\": 1}".utf8.flatMap { [$0, 0] as [UInt8] }
        let big = "{\"a\": 1}".utf8.flatMap { [0, $0] as [UInt8] }
        let wide = "{\"a\": 1}".utf8.flatMap { [$0, 0, 0, 0] as [UInt8] }
        func encoded(_ name: String, _ converter: String) -> String {
            "the text is encoded in \(name): convert it to UTF-8, as with "
                + "iconv -f \(converter) -t UTF-8"
        }
        #expect(words(gbk) == "1:8 " + encoded("GBK", "GB18030"))
        #expect(words(latin1) == "1:11 " + encoded("Latin-1 or Windows-1252", "WINDOWS-1252"))
        #expect(words([0xFF, 0xFE] + little) == "1:1 " + encoded("UTF-16", "UTF-16"))
        #expect(words(little) == "1:1 " + encoded("UTF-16", "UTF-16"))
        #expect(words(big) == "1:1 " + encoded("UTF-16", "UTF-16"))
        #expect(words(wide) == "1:1 " + encoded("UTF-32", "UTF-32"))
    }

    @Test func `a second value names the ways to write several`() throws {
        let words = try #require(self.words(Array("{\"a\": 1}\n{\"a\": 2}".utf8)))
        #expect(words.hasPrefix("2:1 a second value follows the first"))
    }
}
