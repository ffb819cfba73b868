internal import Glibc

/// A recursive reader of the files in a folder that people edit.
///
/// Symbolic links are followed, since a Kubernetes ConfigMap consists of them: `units.json` points
/// to `..data/units.json`, and `..data` to a folder that is replaced as a whole.
package enum FolderTree {
    /// A file, with its content or the error that prevented reading it.
    package struct File: Sendable {
        /// The path, starting with the folder as the caller named it.
        package let path: String
        /// The path relative to that folder.
        package let name: String
        package let content: Result<[UInt8], FileError>
    }

    /// The size limit of a file: a document edited by people has some kilobytes, one with 10,000
    /// units some megabytes.
    package static let bytesMax = 16_000_000
    /// The depth limit, which also stops a link that points to one of its parents.
    private static let depthMax = 16

    /// Reads the files below a folder for which `isWanted` is true, in byte order of their paths.
    package static func read(
        _ folder: String, where isWanted: (_ name: String) -> Bool = { _ in true }
    ) -> [File] {
        let trimmed = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        var files: [File] = []
        collect(below: trimmed, as: "", depth: 0, where: isWanted, into: &files)
        return files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func collect(
        below path: String, as prefix: String, depth: Int, where isWanted: (String) -> Bool,
        into files: inout [File]
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
                    collect(
                        below: place, as: inside + "/", depth: depth + 1, where: isWanted,
                        into: &files)
                case .file where isWanted(name.description):
                    let content = content(of: name, in: directory)
                    files.append(File(path: place, name: inside, content: content))
                case nil:
                    // A dangling link, or an entry that has just disappeared.
                    if isWanted(name.description) {
                        let error = FileError(operation: "read", path: place, code: ENOENT)
                        files.append(File(path: place, name: inside, content: .failure(error)))
                    }
                default: break
                }
            }
        } catch {
            files.append(File(path: path, name: prefix, content: .failure(error)))
        }
    }

    private static func content(
        of name: FileName, in directory: Directory
    ) -> Result<[UInt8], FileError> {
        let place = directory.shown(name)
        switch directory.read(name, bytesMax: bytesMax, followingLinks: true) {
        case .whole(let bytes, _): return .success(bytes)
        case .failed(let error): return .failure(error)
        case .tooLarge:
            let operation = "read more than \(bytesMax) bytes"
            return .failure(FileError(operation: operation, path: place, code: EFBIG))
        case .gone: return .failure(FileError(operation: "read", path: place, code: ENOENT))
        case .changing: return .failure(FileError(operation: "read", path: place, code: EAGAIN))
        case .notFile: return .failure(FileError(operation: "read", path: place, code: EINVAL))
        }
    }

    /// Returns the folders to watch for changes: the given folder and all folders below it.
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
    /// Returns the kind of a link's target; nil for a dangling link.
    fileprivate func target(of name: FileName) -> EntryKind? {
        var status = stat()
        let found = name.withCString { fstatat(descriptor, $0, &status, 0) }
        return found == 0 ? EntryKind(mode: status.st_mode) : nil
    }
}
