/// Returns the bytes with a few of them changed, removed, doubled or replaced by pieces of JSON.
package func mutated(_ bytes: [UInt8], by generator: inout SeededRandom) -> [UInt8] {
    let pieces = [
        "{", "}", "[", "]", "\"", ":", ",", "\\u0000", "\\ud800", "null", "-0", "1e999", "//", "",
        "\u{FEFF}", "9223372036854775808", "{\"a\":", "\"\"", "-1", "[[[[", "\u{85}", "PT0S",
    ]
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, index + Int.random(in: 1...12, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeSubrange(index..<end)
        case 2: bytes.insert(contentsOf: bytes[index..<end], at: index)
        case 3:
            bytes.insert(
                contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: index)
        default:
            bytes.replaceSubrange(
                index..<end, with: (pieces.randomElement(using: &generator) ?? "").utf8)
        }
    }
    return bytes
}
