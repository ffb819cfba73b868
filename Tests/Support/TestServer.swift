import Foundation
package import JSON
import Rules

/// A scripted server of `Tests/Servers`, which ends with this process whatever happens to it.
package final class TestServer: Sendable {
    package let port: Int
    package let folder: TestFolder
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let journal = ServerJournal()

    /// Starts a server that takes the file of its log as its first argument.
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
        // The server has its own of these; Foundation, which starts the next one, looks through all
        // that are open, and does not bear more than some thousand.
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

    /// What the server prints next; nil where it ends without.
    package func nextLine() -> String? {
        Self.line(of: output)
    }

    private static func line(of output: Pipe) -> String? {
        // A byte at a time: what follows the line is for the next call.
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            guard let byte = output.fileHandleForReading.readData(ofLength: 1).first else {
                return nil
            }
            line.append(byte)
        }
        return String(decoding: line.dropLast(), as: UTF8.self)
    }

    /// What the server has written down so far.
    package func log() throws -> [JSON] {
        try journal.read(folder.path + "/log")
    }

    package static func script(_ name: String) -> String {
        testsFolder + "/Servers/" + name
    }
}

extension Process {
    private static let starting = NSLock()

    /// Runs it, no other being started meanwhile: a process that began at the same moment would
    /// hold open what Foundation knows the end of this one by, and that would not be seen.
    func start() throws {
        try Self.starting.withLock { try run() }
    }
}

/// The lines of a log that grows, each read once: many tests look into that of one server.
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
            // Beyond the last line end it is still being written.
            guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return entries }
            // Whole mails are in it.
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

/// A folder of its own for one test, gone with it.
package final class TestFolder: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "duebell-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Makes folders below it and returns itself, for a test to begin with.
    @discardableResult
    package func with(_ folders: String...) throws -> TestFolder {
        for folder in folders {
            try FileManager.default.createDirectory(
                atPath: path + "/" + folder, withIntermediateDirectories: true)
        }
        return self
    }

    /// Writes a file under a hidden name and puts it in place when it is whole.
    package func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path + "/" + name), options: .atomic)
    }

    package func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path + "/" + name)), as: UTF8.self)
    }

    /// The names in a folder, sorted; none where there is no folder.
    package func names(in name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + name)) ?? []).sorted()
    }

    /// Every file below it, by its path from here.
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

/// Runs a program to its end and returns what it printed.
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
    // As in `Program`: nobody else closes what was opened here.
    try? file.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    try? output.fileHandleForReading.close()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw TestFailure("\(program) \(arguments) ended with \(process.terminationStatus)")
    }
    return Array(data)
}

/// A key and a certificate for localhost that is its own authority.
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
