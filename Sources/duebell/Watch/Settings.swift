import ArgumentParser
import Foundation
import JSON
import Rules

/// The settings of the watcher: flags override the environment, which overrides `duebell.json`.
struct Settings: Sendable {
    /// One value and its origin.
    struct Value: Sendable {
        let name: String
        let text: String
        let origin: String
    }

    /// The key of a setting in flags, environment and file, with its default.
    enum Key: String, CaseIterable {
        case rules, inbox, state, store, keep, done, scan
        case storePassword = "store-password"
        case storeListen = "store-listen"

        var variable: String {
            "DUEBELL_" + rawValue.uppercased().replacing("-", with: "_")
        }

        var standard: String {
            switch self {
            case .rules: "rules"
            case .inbox: "inbox"
            case .state: "state"
            case .store: "sqlite:"
            case .keep, .storePassword, .storeListen: ""
            case .done: "keep"
            case .scan: "30s"
            }
        }
    }

    let values: [Key: Value]

    /// Resolves every setting; throws if `duebell.json` is invalid.
    init(
        flags: [Key: String], environment: [String: String], file: String = "duebell.json"
    ) throws {
        let written = try Self.written(in: file)
        var values: [Key: Value] = [:]
        for key in Key.allCases {
            let candidates: [(String?, String)] = [
                (flags[key], "--\(key.rawValue)"),
                (environment[key.variable].flatMap { $0.isEmpty ? nil : $0 }, key.variable),
                (written[key.rawValue], file),
                (key == .state ? environment["STATE_DIRECTORY"] : nil, "STATE_DIRECTORY"),
                (key.standard, "default"),
            ]
            for case (let text?, let origin) in candidates {
                values[key] = Value(name: key.rawValue, text: text, origin: origin)
                break
            }
        }
        self.values = values
    }

    subscript(key: Key) -> String {
        values[key]?.text ?? key.standard
    }

    /// The folders whose files stay and are edited in place.
    var kept: [String] {
        self[.keep].split(separator: ":").map(String.init)
    }

    private static func written(in file: String) throws -> [String: String] {
        guard let data = FileManager.default.contents(atPath: file) else { return [:] }
        let bytes = Array(data)
        let json: JSON
        do throws(JSONError) {
            json = try JSONReader.read(bytes, limits: .rules)
        } catch {
            let place = error.place(in: bytes)
            throw Failure(
                .configuration,
                "\(file):\(place.line):\(place.column): \(error.description(in: bytes))")
        }
        guard let object = json.object else {
            throw Failure(.configuration, "\(file): found \(json.kind); accepted is an object")
        }
        var written: [String: String] = [:]
        for member in object.members where !member.key.hasPrefix("//") && member.key != "$schema" {
            guard Key(rawValue: member.key) != nil else {
                let names = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure(
                    .configuration, "\(file): /\(member.key): unknown; accepted are \(names)")
            }
            let reference =
                Key(rawValue: member.key) == .storePassword
                ? Self.reference(member.value) : nil
            guard let text = reference ?? member.value.string else {
                throw Failure(
                    .configuration,
                    "\(file): /\(member.key): found \(member.value.kind); "
                        + "accepted is a text")
            }
            written[member.key] = text
        }
        return written
    }
}

extension Settings {
    /// Returns a reference to a secret as it is written in `duebell.json`, in the form of the flag;
    /// nil for any other value.
    static func reference(_ json: JSON) -> String? {
        if let name = json["$env"]?.string { return "env:" + name }
        if let path = json["$file"]?.string { return "file:" + path }
        return nil
    }
}
