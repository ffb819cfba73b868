import Foundation
import TestSupport

/// The targets of `Package.swift` as SwiftPM parses them.
struct Manifest {
    static let shared = Result { try Manifest() }

    /// The dependencies of each target below `Sources`, targets and products, by name.
    let dependencies: [String: Set<String>]

    private init() throws {
        // A separate folder, since that of the package is locked while its tests run.
        let folder = try TestFolder()
        let description = try Toolchain.run([
            "swift", "package", "dump-package", "--package-path", SourceTree.top,
            "--scratch-path", folder.path,
        ])
        let top = try JSONSerialization.jsonObject(with: description) as? [String: Any]
        let targets = top?["targets"] as? [[String: Any]] ?? []
        dependencies = targets.reduce(into: [:]) { result, target in
            guard let name = target["name"] as? String, Self.isOfSources(target) else { return }
            result[name] = Set(
                (target["dependencies"] as? [[String: Any]] ?? []).compactMap(Self.name))
        }
    }

    private static func isOfSources(_ target: [String: Any]) -> Bool {
        let path = target["path"] as? String
        return target["type"] as? String != "test" && path?.hasPrefix("Tests/") != true
    }

    /// Returns the name of a dependency in the manifest's JSON.
    ///
    /// The forms are `{"byName": ["Rules", null]}` and
    /// `{"product": ["GRDB", "GRDB.swift", null, null]}`.
    private static func name(of dependency: [String: Any]) -> String? {
        (dependency.values.first as? [Any])?.first as? String
    }
}
