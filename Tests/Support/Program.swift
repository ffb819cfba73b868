import Foundation

/// The `duebell` executable built with these tests, running as a separate process.
package final class Program: Sendable {
    /// The status and output of a program that has ended.
    package struct Outcome: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String

        package var lines: [String] {
            output.split(separator: "\n").map(String.init)
        }
    }

    /// The path of the executable, next to the test bundle.
    package static let path: String = {
        let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent().appending(path: "duebell").path
    }()

    private let process: Process
    private let folder: TestFolder

    /// Starts the program in a folder, with only the given environment.
    ///
    /// `through` is a command that replaces itself by the program.
    package init(
        _ arguments: [String], in place: String, environment: [String: String] = [:],
        input: String = "", through command: [String] = []
    ) throws {
        folder = try TestFolder()
        let names = ["input", "output", "errors"].map { [folder] in folder.path + "/" + $0 }
        try Data(input.utf8).write(to: URL(filePath: names[0]))
        for name in names[1...] { try Data().write(to: URL(filePath: name)) }
        let process = Process()
        let words = command + [Self.path] + arguments
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(filePath: place)
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"].merging(
            environment, uniquingKeysWith: { $1 })
        let files = [
            try FileHandle(forReadingFrom: URL(filePath: names[0])),
            try FileHandle(forWritingTo: URL(filePath: names[1])),
            try FileHandle(forWritingTo: URL(filePath: names[2])),
        ]
        process.standardInput = files[0]
        process.standardOutput = files[1]
        process.standardError = files[2]
        try process.start()
        // The program has its own copies. Foundation keeps ours open forever, and waits with
        // select(2), which is limited to the first 1,024 descriptors.
        for file in files { try? file.close() }
        self.process = process
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Runs the program to its end.
    package static func run(
        _ arguments: [String], in place: String, environment: [String: String] = [:],
        input: String = "", atMost span: Duration = .seconds(60)
    ) async throws -> Outcome {
        let program = try Program(arguments, in: place, environment: environment, input: input)
        return try await program.end(atMost: span)
    }

    /// Runs a line of shell commands; returns its output and errors.
    package static func shell(_ line: String) async throws -> String {
        let folder = try TestFolder()
        let program = try Program(
            [], in: folder.path, through: ["/bin/sh", "-c", line])
        let outcome = try await program.end()
        return outcome.output + outcome.errors
    }

    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// The standard error output so far.
    package var errors: String {
        text(of: "errors")
    }

    /// The standard output so far.
    package var output: String {
        text(of: "output")
    }

    /// Waits for the end of the program; a program ended by a signal has the status 128 plus its
    /// number.
    package func end(atMost span: Duration = .seconds(30)) async throws -> Outcome {
        try await eventually("\(Self.path) ends", atMost: span) { !process.isRunning }
        let bySignal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
        return Outcome(
            status: bySignal + process.terminationStatus, output: text(of: "output"),
            errors: errors)
    }

    private func text(of name: String) -> String {
        let data = FileManager.default.contents(atPath: folder.path + "/" + name) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}

/// Polls until a condition holds; throws if it does not within the span.
package func eventually(
    _ what: String, atMost span: Duration = .seconds(30),
    _ isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + span
    while ContinuousClock.now < end {
        if try await isSo() { return }
        try await ContinuousClock().sleep(for: .milliseconds(20))
    }
    if try await isSo() { return }
    throw TestFailure("not within \(span): \(what)")
}
