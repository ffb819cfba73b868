/// A Swift source with comments, or comments and the contents of string literals, blanked out.
///
/// Every remaining byte keeps its position.
struct SwiftText {
    /// The source without comments and the contents of string literals; interpolated code remains.
    let code: String
    /// The source without comments.
    let uncommented: String

    init(_ text: String) {
        var lexer = Lexer(text)
        lexer.readCode(ofInterpolation: false)
        code = String(decoding: lexer.code, as: UTF8.self)
        uncommented = String(decoding: lexer.uncommented, as: UTF8.self)
    }

    private struct Lexer {
        private let source: [UInt8]
        private var at = 0
        private(set) var code: [UInt8]
        private(set) var uncommented: [UInt8]

        init(_ text: String) {
            source = Array(text.utf8)
            code = source
            uncommented = source
        }

        private func byte(_ offset: Int = 0) -> UInt8 {
            at + offset < source.count ? source[at + offset] : 0
        }

        private func count(of wanted: UInt8, from offset: Int = 0) -> Int {
            var count = 0
            while byte(offset + count) == wanted { count += 1 }
            return count
        }

        /// Skips and blanks bytes of a string or of a comment.
        private mutating func blank(_ count: Int, isComment: Bool) {
            for _ in 0..<count where at < source.count {
                if source[at] != UInt8(ascii: "\n") {
                    code[at] = UInt8(ascii: " ")
                    if isComment { uncommented[at] = UInt8(ascii: " ") }
                }
                at += 1
            }
        }

        mutating func readCode(ofInterpolation isInside: Bool) {
            var depth = 0
            while at < source.count {
                switch (byte(), byte(1)) {
                case (UInt8(ascii: "/"), UInt8(ascii: "/")):
                    while at < source.count, byte() != UInt8(ascii: "\n") {
                        blank(1, isComment: true)
                    }
                case (UInt8(ascii: "/"), UInt8(ascii: "*")): readBlockComment()
                case (UInt8(ascii: "\""), _): readString(hashes: 0)
                case (UInt8(ascii: "#"), _):
                    let hashes = count(of: UInt8(ascii: "#"))
                    let isString = byte(hashes) == UInt8(ascii: "\"")
                    at += hashes
                    if isString { readString(hashes: hashes) }
                case (UInt8(ascii: "("), _):
                    depth += 1
                    at += 1
                case (UInt8(ascii: ")"), _):
                    if isInside, depth == 0 { return }
                    depth -= 1
                    at += 1
                default: at += 1
                }
            }
        }

        private mutating func readBlockComment() {
            var depth = 0
            repeat {
                switch (byte(), byte(1)) {
                case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                    depth += 1
                    blank(2, isComment: true)
                case (UInt8(ascii: "*"), UInt8(ascii: "/")):
                    depth -= 1
                    blank(2, isComment: true)
                default: blank(1, isComment: true)
                }
            } while depth > 0 && at < source.count
        }

        private mutating func readString(hashes: Int) {
            let quotes = count(of: UInt8(ascii: "\"")) >= 3 ? 3 : 1
            at += quotes
            while at < source.count {
                if count(of: UInt8(ascii: "\"")) >= quotes,
                    count(of: UInt8(ascii: "#"), from: quotes) >= hashes
                {
                    at += quotes + hashes
                    return
                }
                if quotes == 1, byte() == UInt8(ascii: "\n") { return }
                if byte() == UInt8(ascii: "\\"), count(of: UInt8(ascii: "#"), from: 1) >= hashes {
                    blank(1 + hashes, isComment: false)
                    guard byte() == UInt8(ascii: "(") else {
                        blank(1, isComment: false)
                        continue
                    }
                    at += 1
                    readCode(ofInterpolation: true)
                    at += 1
                } else {
                    blank(1, isComment: false)
                }
            }
        }
    }
}
