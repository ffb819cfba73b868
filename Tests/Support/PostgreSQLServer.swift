import Foundation

/// A PostgreSQL server of the tests, on a socket in a folder of its own; on a port only if asked.
///
/// It runs as another user if the tests run as root, which the server refuses, and ends with the
/// tests, however they end.
package final class PostgreSQLServer: Sendable {
    /// The server shared by tests that neither stop nor harm it; it does not wait for its disk.
    package static let shared = Result { () throws -> PostgreSQLServer in
        let server = try PostgreSQLServer(["fsync=off", "max_connections=200"])
        return server
    }

    package let folder: TestFolder
    private let process: ServerProcess
    private let bin: String

    /// Starts a server with settings such as `fsync=off`.
    package init(_ settings: [String] = [], addressing: [String] = ["listen_addresses="]) throws {
        folder = try TestFolder()
        bin = try Self.newestBin()
        process = try ServerProcess(
            "postgresql.sh",
            [bin, folder.path] + (settings + addressing).flatMap { ["-c", $0] }, in: folder)
    }

    /// Makes a database, a copy of another if named; returns the URI of its address.
    package func database(copying template: String? = nil) throws -> String {
        let name = "d" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        let copy = template.map { " TEMPLATE " + $0 } ?? ""
        _ = try sql("CREATE DATABASE \(name)\(copy)")
        return uri(of: name)
    }

    /// Returns the URI of a database on the server's socket.
    package func uri(of database: String) -> String {
        "postgres:///\(database)?host=\(folder.path)&user=duebell"
    }

    /// Returns the output of statements, one row a line with `|` between the columns.
    @discardableResult
    package func sql(_ text: String, in database: String = "postgres") throws -> String {
        let place = database.hasPrefix("postgres:") ? database : uri(of: database)
        let output = try run(
            bin + "/psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", place, "-c", text])
        return String(decoding: output, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Stops the server as a crash does, if asked so, and starts it again on its data.
    package func restart(_ mode: String = "fast") throws {
        try control("-m", mode, "restart")
    }

    /// Runs pg_ctl on the server.
    package func control(_ arguments: String...) throws {
        let words =
            try ServerProcess.asServerUser(owning: nil)
            + ["/bin/bash", "-c", Self.detached, "detached", bin + "/pg_ctl", "-w", "-s"]
            + ["-D", folder.path + "/data", "-l", folder.path + "/log"] + arguments
        try run(words[0], Array(words.dropFirst()))
    }

    /// A server that outlives its starter must not keep the starter's descriptors: by one of them
    /// Foundation notices the starter's end. Nor may its user read every working folder.
    private static let detached = """
        cd /
        ( for file in /proc/self/fd/*; do
            number=${file##*/}; [ "$number" -gt 2 ] && eval "exec $number>&-"
        done; exec "$@" ) </dev/null >/dev/null 2>&1
        """

    private static func newestBin() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        guard let newest = versions.compactMap({ Int($0) }).max() else {
            throw TestFailure("no PostgreSQL server below \(root); .ci/setup tests installs it")
        }
        return "\(root)/\(newest)/bin"
    }
}

/// A pooler before a server, in transaction mode, with two connections for each database.
package final class PostgreSQLPooler: Sendable {
    private let folder: TestFolder
    private let process: ServerProcess

    package init(before server: PostgreSQLServer) throws {
        folder = try TestFolder()
        process = try ServerProcess(
            "pgbouncer.sh", [folder.path, server.folder.path], in: folder)
    }

    /// Returns the URI by which a database of the server is reached through the pooler.
    package func uri(_ direct: String, of server: PostgreSQLServer) -> String {
        direct.replacing("host=" + server.folder.path, with: "host=\(folder.path)&port=6432")
    }
}

/// A script that runs a server until its standard input ends, and therefore ends with the tests.
private final class ServerProcess: Sendable {
    private let process = Process()
    private let input = Pipe()

    /// Starts a script of `Tests/Servers` that prints `ready`, as a user that servers accept.
    ///
    /// The script's text is handed over, since that user may not read the folder of the tests.
    init(_ script: String, _ arguments: [String], in folder: TestFolder) throws {
        let output = Pipe()
        let text = try String(contentsOfFile: TestServer.script(script), encoding: .utf8)
        let command = ["/bin/sh", "-c", text, script] + arguments
        let words = try Self.asServerUser(owning: folder.path) + command
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardInput = input
        process.standardOutput = output
        try process.start()
        try? input.fileHandleForReading.close()
        try? output.fileHandleForWriting.close()
        let line = output.fileHandleForReading.readData(ofLength: 5)
        guard String(decoding: line, as: UTF8.self) == "ready" else {
            throw TestFailure(
                "\(script) \(arguments) does not start: \((try? folder.read("log")) ?? "")")
        }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Returns the command before one that must not run as root, and gives a file or folder to its
    /// user.
    static func asServerUser(owning path: String?) throws -> [String] {
        guard getuid() == 0 else { return [] }
        if let path { try run("/bin/chown", ["-R", "postgres", path]) }
        return ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    }
}

extension PostgreSQLServer {
    /// Starts a server with a certificate for localhost, on a port; returns the certificate's path.
    package static func encrypted() throws -> (server: PostgreSQLServer, port: Int, root: String) {
        let folder = try TestFolder()
        let files = try makeCertificate(in: folder)
        _ = try ServerProcess.asServerUser(owning: folder.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: files.key)
        // Below the ports that the system gives away.
        let port = Int.random(in: 20_000..<32_000)
        let server = try PostgreSQLServer(
            [
                "fsync=off", "ssl=on", "ssl_cert_file=\(files.certificate)",
                "ssl_key_file=\(files.key)",
            ],
            addressing: ["listen_addresses=127.0.0.1", "port=\(port)"])
        let root = server.folder.path + "/root.pem"
        try FileManager.default.copyItem(atPath: files.certificate, toPath: root)
        return (server, port, root)
    }
}
