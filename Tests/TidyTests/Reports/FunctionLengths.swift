/// The lengths of the functions, initialisers and computed properties of the sources.
struct FunctionLengths {
    struct Function {
        /// The file and qualified name: `Sources/Cases/Case.swift: Case.advance(at:)`.
        let name: String
        /// The number of lines, from the name to the closing brace.
        let lines: Int
    }

    /// The functions, longest first.
    let functions: [Function]

    init(_ index: CodeIndex, _ sources: SourceTree) {
        var functions: [Function] = []
        for file in index.files where !file.isTest {
            guard let source = sources.file(file.path) else { continue }
            let bodies = Bodies(source.code)
            for occurrence in file.occurrences {
                let symbol = index.symbols[occurrence.symbol]
                guard occurrence.roles.contains(.definition),
                    !occurrence.roles.contains(.implicit), symbol.kind.hasBody,
                    !symbol.isAccessor,
                    index.parents[occurrence.symbol].map({ index.symbols[$0].kind }) != .protocol,
                    let last = bodies.lastLine(
                        from: occurrence.line, occurrence.column,
                        isFunction: symbol.kind.isFunction)
                else { continue }
                let name = index.qualifiedName(of: occurrence.symbol)
                functions.append(
                    Function(name: "\(file.path): \(name)", lines: last - occurrence.line + 1))
            }
        }
        self.functions = functions.sorted { ($1.lines, $0.name) < ($0.lines, $1.name) }
    }

    func longer(than limit: Int) -> [String] {
        functions.filter { $0.lines > limit }.map(\.name).sorted()
    }

    /// Returns a quantile of the lengths, such as the median for 0.5.
    func quantile(_ part: Double) -> Int {
        let index = functions.count - 1 - Int(Double(functions.count - 1) * part)
        return functions.indices.contains(index) ? functions[index].lines : 0
    }

    /// A finder of the ends of bodies, by their braces.
    struct Bodies {
        private let code: [UInt8]
        private let starts: [Int]

        init(_ code: String) {
            let bytes = Array(code.utf8)
            let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
            self.code = bytes
            starts = [0] + ends.map { $0 + 1 }
        }

        /// Returns the line of the closing brace of the declaration whose name is at a place.
        ///
        /// Nil means the declaration has no body.
        func lastLine(from line: Int, _ column: Int, isFunction: Bool) -> Int? {
            var at = starts[line - 1] + column - 1
            var depth = 0
            while at < code.count {
                switch code[at] {
                case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: "{") where depth == 0: return self.line(ofBraceClosing: at)
                case UInt8(ascii: "=") where depth == 0 && !isFunction: return nil
                case UInt8(ascii: "\n") where depth == 0 && !isFunction: return nil
                default: break
                }
                at += 1
            }
            return nil
        }

        private func line(ofBraceClosing start: Int) -> Int? {
            var depth = 0
            for at in start..<code.count {
                if code[at] == UInt8(ascii: "{") { depth += 1 }
                if code[at] == UInt8(ascii: "}") { depth -= 1 }
                if depth == 0 { return starts.partitioningIndex { $0 > at } }
            }
            return nil
        }
    }
}

extension Array {
    /// Returns the first index of the tail in which a condition holds.
    fileprivate func partitioningIndex(_ isInTail: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isInTail(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
