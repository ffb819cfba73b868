import Foundation
package import JSON
import Rules

/// A scripted server from `Tests/Servers`, which always ends with this process.
package final class TestServer: Sendable {
    package let port: Int
    package let folder: TestFolder
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let journal = ServerJournal()

    /// Starts a server whose first argument is the path of its log.
    package convenience init(_ script: String, _ options: [String] = []) throws {
        let folder = try TestFolder()
        let arguments = [Self.script(script), folder.path + "/log"] + options
        try self.init(arguments: arguments, folder: folder)
    }

    package init(arguments: [String], folder: TestFolder) throws {
        self.folder = folder
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.start()
        // The server has its own copies. Foundation scans all open descriptors when it starts the
        // next server, and fails with more than a few thousand.
        try? input.fileHandleForReading.close()
        try? output.fileHandleForWriting.close()
        self.process = process
        guard let line = Self.line(of: output), let port = Int(line) else {
            throw TestFailure("\(arguments) did not tell its port")
        }
        self.port = port
    }

    deinit {
        process.terminate()
    }

    /// Returns the next line the server prints; nil at the end of its output.
    package func nextLine() -> String? {
        Self.line(of: output)
    }

    private static func line(of output: Pipe) -> String? {
        // One byte at a time, since the bytes after the line belong to the next call.
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            guard let byte = output.fileHandleForReading.readData(ofLength: 1).first else {
                return nil
            }
            line.append(byte)
        }
        return String(decoding: line.dropLast(), as: UTF8.self)
    }

    /// Returns the entries of the server's log so far.
    package func log() throws -> [JSON] {
        try journal.read(folder.path + "/log")
    }

    package static func script(_ name: String) -> String {
        testsFolder + "/Servers/" + name
    }
}

extension Process {
    private static let starting = NSLock()

    /// Runs the process while no other is being started.
    ///
    /// A process started at the same moment would inherit the descriptor by which Foundation
    /// notices the end of this one, and the end would go unnoticed.
    func start() throws {
        try Self.starting.withLock { try run() }
    }
}

/// The lines of a growing log, each read once, since many tests read the log of one server.
private final class ServerJournal: @unchecked Sendable {
    private let lock = NSLock()
    private var entries: [JSON] = []
    private var offset = 0

    func read(_ path: String) throws -> [JSON] {
        try lock.withLock {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            try file.seek(toOffset: UInt64(offset))
            let data = try file.readToEnd() ?? Data()
            // Text after the last line end is still being written.
            guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return entries }
            // The log contains complete mails.
            let limits = JSONLimits(bytes: 4_000_000, stringBytes: 2_000_000)
            for line in data[..<end].split(separator: UInt8(ascii: "\n")) {
                entries.append(try JSONReader.read(Array(line), limits: limits))
            }
            offset += end + 1 - data.startIndex
            return entries
        }
    }
}

/// The folder `Tests` of the package.
package let testsFolder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path

package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// A temporary folder of one test, removed with this object.
package final class TestFolder: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "duebell-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Creates folders below this one and returns it, for the setup of a test.
    @discardableResult
    package func with(_ folders: String...) throws -> TestFolder {
        for folder in folders {
            try FileManager.default.createDirectory(
                atPath: path + "/" + folder, withIntermediateDirectories: true)
        }
        return self
    }

    /// Writes a file atomically, under a hidden name until it is complete.
    package func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path + "/" + name), options: .atomic)
    }

    package func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path + "/" + name)), as: UTF8.self)
    }

    /// Returns the names in a folder, sorted; empty if there is no such folder.
    package func names(in name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + name)) ?? []).sorted()
    }

    /// Returns the content of all files below this folder, by relative path.
    package func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let file = path + "/" + name
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder),
                !isFolder.boolValue
            {
                files[name] = Array(try Data(contentsOf: URL(filePath: file)))
            }
        }
        return files
    }
}

/// Runs a program to its end and returns its output.
@discardableResult
package func run(_ program: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let folder = try TestFolder()
    let source = URL(filePath: folder.path + "/input")
    try Data(input).write(to: source)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let file = try FileHandle(forReadingFrom: source)
    process.standardInput = file
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.start()
    // As in `Program`, descriptors opened here must be closed here.
    try? file.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    try? output.fileHandleForReading.close()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw TestFailure("\(program) \(arguments) ended with \(process.terminationStatus)")
    }
    return Array(data)
}

/// Creates a key and a self-signed certificate for localhost.
package func makeCertificate(in folder: TestFolder) throws -> (certificate: String, key: String) {
    let (certificate, key) = (folder.path + "/certificate.pem", folder.path + "/key.pem")
    let arguments = [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    ]
    try run("/usr/bin/openssl", arguments)
    return (certificate, key)
}
