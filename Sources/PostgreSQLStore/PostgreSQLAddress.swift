internal import CPostgreSQL
import Glibc
package import Storage

/// The place of a PostgreSQL database: a connection URI, and the password apart from it.
package struct PostgreSQLAddress: Sendable {
    private let uri: String
    private let password: @Sendable () throws -> String?

    /// Checks a URI; `password` reads the password anew for each connection.
    ///
    /// Throws for a URI that is malformed, or contains a password: arguments are shown by `ps`, and
    /// settings are printed.
    package init(
        uri: String, password: @escaping @Sendable () throws -> String? = { nil }
    ) throws(StoreError) {
        if let fault = cpq_load() {
            throw .failed(during: "open a PostgreSQL store", detail: String(cString: fault))
        }
        if let fault = cpq_uri_fault(uri) {
            defer { free(fault) }
            let detail = String(cString: fault).split(whereSeparator: \.isNewline)
            throw .failed(during: "read the address", detail: detail.joined(separator: "; "))
        }
        if let written = cpq_uri_value(uri, "password") {
            free(written)
            throw .failed(
                during: "read the address",
                detail: "it contains a password; accepted is one in a variable or a file")
        }
        self.uri = uri
        self.password = password
    }

    /// The parameters for libpq: first what the URI may override, then the URI, then the password.
    var parameters: [(key: String, value: String)] {
        get throws(PostgreSQLFault) {
            let written: String?
            do {
                written = try password()
            } catch {
                throw PostgreSQLFault("read the password", state: "28P01", "\(error)")
            }
            return Self.standard + [("dbname", uri)] + (written.map { [("password", $0)] } ?? [])
        }
    }

    /// A server that is gone without a word is noticed within half a minute, and of several hosts
    /// the one that can be written to is taken, also after the promotion of a standby.
    private static let standard = [
        ("connect_timeout", "5"), ("target_session_attrs", "read-write"),
        ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "20000"), ("client_encoding", "UTF8"),
        ("fallback_application_name", "duebell"),
    ]
}

extension PostgreSQLAddress: CustomStringConvertible {
    /// The URI, which holds no password.
    package var description: String { uri }
}
