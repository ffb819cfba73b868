import Glibc

/// Decodes text from the character sets in which mail systems write.
enum Charset {
    /// The names in mails, with the names by which the C library knows the sets.
    ///
    /// A list and not any name: a mail must not choose which conversion modules are loaded.
    private static let known: [String: String] = {
        var known = [
            "gb2312": "GB18030", "gbk": "GB18030", "gb18030": "GB18030", "x-gbk": "GB18030",
            "cp936": "GB18030", "hz-gb-2312": "GB18030", "big5": "BIG5-HKSCS",
            "big5-hkscs": "BIG5-HKSCS", "shift_jis": "CP932", "windows-31j": "CP932",
            "euc-jp": "EUC-JP", "euc-kr": "CP949", "ks_c_5601-1987": "CP949", "koi8-r": "KOI8-R",
            "koi8-u": "KOI8-U", "utf-16": "UTF-16", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
        ]
        for number in 1...16 { known["iso-8859-\(number)"] = "ISO-8859-\(number)" }
        for number in 1_250...1_258 { known["windows-\(number)"] = "CP\(number)" }
        return known
    }()

    /// Returns the text of bytes in a named set; without a known name, the text as UTF-8 if it is
    /// valid, else as GB18030.
    static func text(_ bytes: [UInt8], in name: String) -> String {
        let isUnicode = ["utf-8", "utf8", "us-ascii"].contains(name.lowercased())
        if let set = known[name.lowercased()] {
            return converted(bytes, from: set) ?? latin(bytes)
        }
        if isUnicode || bytes.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return converted(bytes, from: "GB18030") ?? latin(bytes)
    }

    private static func latin(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(UnicodeScalar(byte)) }
        return String(text)
    }

    /// Returns the converted text, with a replacement character for each byte that is invalid; nil
    /// if the C library lacks the set.
    private static func converted(_ bytes: [UInt8], from set: String) -> String? {
        let converter = iconv_open("UTF-8", set)
        guard converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: 4_096)
        var converted: [UInt8] = []
        input.withUnsafeMutableBufferPointer { source in
            guard var from = source.baseAddress else { return }
            var left = source.count
            while left > 0 {
                let code = output.withUnsafeMutableBufferPointer { room -> Int32 in
                    var to = room.baseAddress
                    var free = room.count
                    var next: UnsafeMutablePointer<CChar>? = from
                    let isFailed = iconv(converter, &next, &left, &to, &free) == Int.max
                    let code = isFailed || free == room.count ? errno : 0
                    from = next ?? from
                    converted += room.prefix(room.count - free).map { UInt8(bitPattern: $0) }
                    return code
                }
                // No room is left, or all is converted.
                guard left > 0, code != E2BIG else { continue }
                converted += Array("\u{FFFD}".utf8)
                (from, left) = (from + 1, left - 1)
            }
        }
        return String(decoding: converted, as: UTF8.self)
    }
}
