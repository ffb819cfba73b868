package import JSON

/// A mistake in a rule document and its position, for people and editors.
package struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    package let path: String
    /// The line and column, counted from 1; the column in Unicode scalars.
    package let place: TextPlace
    package let diagnostic: DraftDiagnostic

    package init(path: String, place: TextPlace, diagnostic: DraftDiagnostic) {
        self.path = path
        self.place = place
        self.diagnostic = diagnostic
    }

    package var severity: DraftDiagnostic.Severity { diagnostic.severity }
    /// True if the mistake prevents the rulebook from being loaded.
    package var isError: Bool { diagnostic.severity == .error }

    /// The diagnostic on one line.
    ///
    ///     path:line:column: error: /json/pointer: what was found, what is accepted, nearest (code)
    package var description: String {
        let pointer = diagnostic.pointer.tokens.isEmpty ? "/" : diagnostic.pointer.description
        return Self.oneLine("\(path):\(place.line):\(place.column): \(severity.rawValue): ")
            + Self.oneLine("\(pointer): ") + "\(message) (\(diagnostic.code))"
    }

    /// The text found, the accepted forms, and the nearest known name.
    package var message: String {
        let parts = [
            diagnostic.found, diagnostic.accepted,
            diagnostic.nearest.map { "nearest is \"\($0)\"" },
        ]
        return Self.oneLine(parts.compactMap(\.self).joined(separator: ", "))
    }

    /// The diagnostic as JSON: path, line, column, severity, pointer, message, code.
    package var json: JSON {
        [
            "path": .string(path), "line": .number(.integer(Int64(place.line))),
            "column": .number(.integer(Int64(place.column))),
            "severity": .string(severity.rawValue),
            "pointer": .string(diagnostic.pointer.description), "message": .string(message),
            "code": .string(diagnostic.code),
        ]
    }

    // The text found is quoted from the document and must break neither the line nor the terminal.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            line.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(line)
    }
}
