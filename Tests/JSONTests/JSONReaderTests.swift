import JSON
import TestSupport
import Testing

@Suite struct JSONReaderTests {
    private static let suite = "Suites/JSONTestSuite/test_parsing"

    /// The accepted texts among the 35 that RFC 8259 leaves to the implementation.
    ///
    /// The rejected ones have numbers that are not finite, lone surrogates, invalid UTF-8, or too
    /// much nesting.
    private static let taken: Set = [
        "i_number_double_huge_neg_exp.json", "i_number_real_underflow.json",
        "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
        "i_number_very_big_negative_int.json", "i_structure_UTF-8_BOM_empty_object.json",
    ]
    private static let refused: Set = [
        "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
        "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json",
        "i_number_real_pos_overflow.json", "i_object_key_lone_2nd_surrogate.json",
        "i_string_1st_surrogate_but_2nd_missing.json",
        "i_string_1st_valid_surrogate_2nd_invalid.json", "i_string_UTF-16LE_with_BOM.json",
        "i_string_UTF-8_invalid_sequence.json", "i_string_UTF8_surrogate_U+D800.json",
        "i_string_incomplete_surrogate_and_escape_valid.json",
        "i_string_incomplete_surrogate_pair.json",
        "i_string_incomplete_surrogates_escape_valid.json",
        "i_string_invalid_lonely_surrogate.json", "i_string_invalid_surrogate.json",
        "i_string_invalid_utf-8.json", "i_string_inverted_surrogates_U+1D11E.json",
        "i_string_iso_latin_1.json", "i_string_lone_second_surrogate.json",
        "i_string_lone_utf8_continuation_byte.json", "i_string_not_in_unicode_range.json",
        "i_string_overlong_sequence_2_bytes.json", "i_string_overlong_sequence_6_bytes.json",
        "i_string_overlong_sequence_6_bytes_null.json", "i_string_truncated-utf-8.json",
        "i_string_utf16BE_no_BOM.json", "i_string_utf16LE_no_BOM.json",
        "i_structure_500_nested_arrays.json",
    ]
    /// The texts that RFC 8259 allows, but that readers interpret differently.
    ///
    /// RFC 7493 forbids the first two, and a name with U+0000 cannot be shown or stored everywhere.
    private static let stricter: [String: JSONError.Reason] = [
        "y_object_duplicated_key.json": .duplicateKey("a"),
        "y_object_duplicated_key_and_value.json": .duplicateKey("a"),
        "y_object_escaped_null_in_key.json": .nullInKey,
    ]

    @Test func `all 318 texts of the JSON test suite are judged as listed`() throws {
        var counts: [Character: Int] = [:]
        for name in try TestFiles().names(in: Self.suite) {
            let kind = try #require(name.first)
            counts[kind, default: 0] += 1
            let bytes = try TestFiles().bytes("\(Self.suite)/\(name)")
            let result = Result { try JSONReader.read(bytes) }
            let value = try? result.get()
            switch kind {
            case "y":
                let fault = (result.failure as? JSONError)?.reason
                #expect(fault == Self.stricter[name], "\(name)")
            case "n": #expect(value == nil, "\(name)")
            default:
                #expect((value != nil) == Self.taken.contains(name), "\(name)")
                #expect((value == nil) == Self.refused.contains(name), "\(name)")
            }
        }
        #expect(counts == ["y": 95, "n": 188, "i": 35])
        #expect(Self.taken.count + Self.refused.count == 35)
    }

    @Test(arguments: [
        ("0", JSONNumber.integer(0)), ("-0", .decimal("-0")), ("-1", .integer(-1)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .decimal("9223372036854775808")),
        ("-9223372036854775809", .decimal("-9223372036854775809")),
        ("9999999999999999999", .decimal("9999999999999999999")),
        ("1.0", .decimal("1.0")), ("1e2", .decimal("1e2")), ("1E-999", .decimal("1E-999")),
    ])
    func `a number keeps its digits`(text: String, number: JSONNumber) throws {
        #expect(try json(text) == .number(number))
    }

    @Test(arguments: [
        ("{\"a\":1,\"b\":2,\"a\":3}", JSONError(.duplicateKey("a"), at: 13)),
        ("[1e400]", JSONError(.notFinite, at: 1)),
        ("[1,]", JSONError(.unexpected(0x5D), at: 3)),
        ("{\"a\"", JSONError(.endOfText, at: 4)),
        ("[] x", JSONError(.trailing, at: 3)),
        ("\"a\\q\"", JSONError(.badEscape, at: 2)),
        ("\"\\ud834\"", JSONError(.loneSurrogate, at: 1)),
        ("\"\\udd1e\\ud834\"", JSONError(.loneSurrogate, at: 1)),
        ("{\"a\\u0000\":1}", JSONError(.nullInKey, at: 1)),
        ("\"a\tb\"", JSONError(.controlCharacter, at: 2)),
        ("[01]", JSONError(.badNumber, at: 1)),
    ])
    func `a fault says why and where`(text: String, fault: JSONError) {
        #expect(throws: fault) { try json(text) }
    }

    @Test func `bytes that are not UTF-8 are found where they stand`() {
        let bytes: [UInt8] = [0x5B, 0x22, 0xE5, 0xAE, 0x89, 0xFF, 0x22, 0x5D]
        #expect(throws: JSONError(.notUTF8, at: 5)) { try JSONReader.read(bytes) }
    }

    @Test func `lines and columns are counted from one, columns in Unicode scalars`() {
        let bytes = [UInt8]("{\n  \"安居\": x\n}".utf8)
        #expect(JSONError(.endOfText, at: 12).place(in: bytes) == TextPlace(line: 2, column: 7))
        #expect(TextPlace(offset: 0, in: bytes) == TextPlace(line: 1, column: 1))
    }

    @Test func `a text deeper, longer or with a longer string than the limits is refused`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONReader.read(nested(128))
        _ = try JSONReader.read(nested(64), limits: .rules)
        #expect(throws: JSONError(.tooDeep(128), at: 128)) { try JSONReader.read(nested(129)) }
        #expect(throws: JSONError(.tooDeep(64), at: 64)) {
            try JSONReader.read(nested(65), limits: .rules)
        }
        #expect(throws: JSONError(.tooDeep(128), at: 128)) {
            try JSONReader.read([UInt8](repeating: UInt8(ascii: "["), count: 900_000))
        }
        let limits = JSONLimits(bytes: 20, stringBytes: 8)
        #expect(throws: JSONError(.tooLong(20), at: 20)) {
            try JSONReader.read([UInt8]("[1, 2, 3, 4, 5, 6, 7, 8]".utf8), limits: limits)
        }
        #expect(throws: JSONError(.tooLong(20), at: 20)) {
            try JSONReader.readValue(
                in: [UInt8]((String(repeating: " ", count: 17) + "123456").utf8), from: 0,
                limits: limits)
        }
        #expect(throws: JSONError(.stringTooLong(8), at: 0)) {
            try JSONReader.read([UInt8]("\"123456789\"".utf8), limits: limits)
        }
    }

    @Test func `an object of many members is read in a time that grows with their number`() throws {
        let members = (0..<40_000).map { "\"k\($0)\":0" }.joined(separator: ",")
        let value = try json("{\(members)}")
        #expect(value.object?.members.count == 40_000)
        #expect(throws: JSONError.self) { try json("{\(members),\"k39\":1}") }
    }

    @Test func `values can be taken out of a text one after another`() throws {
        let bytes = [UInt8]("{\"a\":1}\n[2] \"x\"".utf8)
        var values: [JSON] = []
        var offset = 0
        while offset < bytes.count {
            let (value, end) = try JSONReader.readValue(in: bytes, from: offset)
            values.append(value)
            offset = end
        }
        #expect(values == [["a": 1], [2], "x"])
    }

    @Test func `twenty thousand mutated documents give a value or a fault`() throws {
        var generator = SeededRandom(seed: 20_261_123)
        let seeds = try TestFiles().names(in: Self.suite).filter { $0.hasPrefix("y_") }
            .map { try TestFiles().bytes("\(Self.suite)/\($0)") }
        for round in 0..<20_000 {
            let bytes = mutated(seeds[round % seeds.count], by: &generator)
            do throws(JSONError) {
                let value = try JSONReader.read(bytes)
                #expect(try JSONReader.read(value.bytes()) == value)
                _ = JSONPositions(of: value, in: bytes)
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                _ = error.place(in: bytes)
            }
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}
