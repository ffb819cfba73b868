internal import Glibc
internal import Rules

/// Reads the documents of a rulebook: every file below a folder that is meant to be one, those
/// that calendars can import, and templates.
///
/// Links are followed, since a Kubernetes ConfigMap is made of them: `units.json` leads to
/// `..data/units.json`, and `..data` to a folder that is swapped as a whole.
package enum RuleFiles {
    /// A document, or why it could not be read.
    package struct Document: Sendable {
        /// As the caller would write it: below the folder it named.
        package let path: String
        /// Its place below that folder.
        package let name: String
        package let content: Result<[UInt8], FileError>
    }

    /// More is a mistake: a document people edit has some kilobytes.
    private static let bytesMax = 1_000_000
    /// Folders inside one another, and with it where a link that leads back up ends.
    private static let depthMax = 16

    /// The documents below a folder, in byte order of their paths.
    package static func read(_ folder: String) -> [Document] {
        let trimmed = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        var documents: [Document] = []
        collect(below: trimmed, as: "", depth: 0, into: &documents)
        return documents.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What can be read as rules, or imported by them, by its name.
    private static func isDocument(_ name: FileName) -> Bool {
        RulebookReader.isRuleDocument(path: name.description)
            || RulebookReader.isAttachment(path: name.description)
            || RulebookReader.isTemplate(path: name.description)
    }

    private static func collect(
        below path: String, as prefix: String, depth: Int, into documents: inout [Document]
    ) {
        do throws(FileError) {
            let directory = try Directory(path: path)
            let entries = try DirectoryEntries(of: directory)
            while let (name, kind) = entries.next() {
                if name.isUnfinished { continue }
                let place = directory.shown(name)
                let inside = prefix + name.description
                let target = kind == .link ? directory.target(of: name) : kind
                switch target {
                case .directory where depth < depthMax:
                    collect(below: place, as: inside + "/", depth: depth + 1, into: &documents)
                case .file where isDocument(name):
                    let content = content(of: name, in: directory)
                    documents.append(Document(path: place, name: inside, content: content))
                case nil:
                    // A link that leads nowhere, or an entry that has just gone.
                    if isDocument(name) {
                        let error = FileError(operation: "read", path: place, code: ENOENT)
                        documents.append(
                            Document(path: place, name: inside, content: .failure(error)))
                    }
                default: break
                }
            }
        } catch {
            documents.append(Document(path: path, name: prefix, content: .failure(error)))
        }
    }

    private static func content(
        of name: FileName, in directory: Directory
    ) -> Result<[UInt8], FileError> {
        let place = directory.shown(name)
        switch directory.read(name, bytesMax: bytesMax, followingLinks: true) {
        case .whole(let bytes, _): return .success(bytes)
        case .failed(let error): return .failure(error)
        case .tooLarge: return .failure(FileError(operation: "read", path: place, code: EFBIG))
        case .gone: return .failure(FileError(operation: "read", path: place, code: ENOENT))
        case .changing: return .failure(FileError(operation: "read", path: place, code: EAGAIN))
        case .notFile: return .failure(FileError(operation: "read", path: place, code: EINVAL))
        }
    }

    /// The folders to watch for changes of the rules: the one named, and those in it.
    package static func folders(of folder: String) -> [String] {
        folders(of: folder, depth: 0)
    }

    private static func folders(of folder: String, depth: Int) -> [String] {
        var folders = [folder]
        if let directory = try? Directory(path: folder),
            let entries = try? DirectoryEntries(of: directory)
        {
            while let (name, kind) = entries.next() {
                let target = kind == .link ? directory.target(of: name) : kind
                if target == .directory, !name.isUnfinished, depth < depthMax {
                    folders += Self.folders(of: directory.shown(name), depth: depth + 1)
                }
            }
        }
        return folders
    }
}

extension Directory {
    /// What a link leads to; nil where that is nothing.
    fileprivate func target(of name: FileName) -> EntryKind? {
        var status = stat()
        let found = name.withCString { fstatat(descriptor, $0, &status, 0) }
        return found == 0 ? EntryKind(mode: status.st_mode) : nil
    }
}
