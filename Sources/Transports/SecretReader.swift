import FoundationEssentials
package import Rules

/// Reads the values that a rulebook only names.
package struct SecretReader: Sendable {
    /// The environment, wrapped at once: printing a reader, or a value that contains one, reveals
    /// nothing.
    private let environment: [String: Secret]
    private let rulesFolder: String

    /// Creates a reader of variables in `environment` and of files.
    ///
    /// Files are read from the systemd credentials folder if present there, else from
    /// `rulesFolder`.
    package init(environment: [String: String], rulesFolder: String) {
        self.environment = environment.mapValues(Secret.init)
        self.rulesFolder = rulesFolder
    }

    /// Returns the value of a setting, read anew each time.
    package func read(_ setting: SecretReference) throws(TransportError) -> Secret {
        switch setting {
        case .literal(let value):
            return Secret(value)
        case .environment(let name):
            guard let value = environment[name] else { throw .variableUnset(name) }
            return value
        case .file(let path):
            return try Secret(contents(of: path))
        }
    }

    /// Returns the path of a file that the rulebook names.
    ///
    /// Source: systemd.exec(5), `LoadCredential=`, for `$CREDENTIALS_DIRECTORY`.
    package func path(of name: String) -> String {
        if name.hasPrefix("/") { return name }
        if let folder = environment["CREDENTIALS_DIRECTORY"]?.revealed, !folder.isEmpty {
            let path = folder + "/" + name
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        return rulesFolder + "/" + name
    }

    private func contents(of name: String) throws(TransportError) -> String {
        let path = path(of: name)
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw .fileUnreadable(path: path, reason: isThere ? "no permission" : "not there")
        }
        guard var text = String(validating: data, as: UTF8.self) else {
            throw .fileUnreadable(path: path, reason: "it is not UTF-8")
        }
        // The line end added by an editor is not part of the value; `\r\n` is one character.
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        return text
    }
}
