internal import Storage

/// A refusal of the server, or the loss of the connection to it.
struct PostgreSQLFault: Error, Hashable {
    /// The operation that failed.
    let operation: String
    /// The server's five-character code; nil if no answer of the server says it.
    let state: String?
    let message: String
    /// True if the connection is of no more use.
    let isLost: Bool

    init(_ operation: String, state: String? = nil, _ message: String, isLost: Bool = false) {
        self.operation = operation
        self.state = state
        self.message = message
        self.isLost = isLost || state.map(Self.endsConnection) ?? false
    }

    /// True if the transaction can be run again with another result.
    ///
    /// Source: PostgreSQL documentation, appendix A, error codes.
    var isPassing: Bool {
        guard let state else { return isLost }
        return isLost || ["40001", "40P01", "55P03", "57014", "53300"].contains(state)
    }

    /// Returns true for the codes of an ended connection: class 08, a server shutting down or
    /// starting, a standby, and a session that idled in its transaction.
    private static func endsConnection(_ state: String) -> Bool {
        state.hasPrefix("08")
            || ["57P01", "57P02", "57P03", "57P05", "25P03", "25006"].contains(state)
    }
}

extension StoreError {
    init(_ fault: PostgreSQLFault) {
        let (operation, detail) = (fault.operation, fault.message)
        switch fault.state {
        case "40001", "40P01", "55P03", "57014": self = .busy(during: operation)
        case "53100", "53200": self = .full(during: operation)
        case "58030": self = .io(during: operation, detail: detail)
        case "XX001", "XX002": self = .corrupt(during: operation, detail: detail)
        case "28000", "28P01", "3D000", "42501":
            self = .denied(during: operation, detail: detail)
        case _ where fault.isLost || fault.isPassing:
            self = .unreachable(during: operation, detail: detail)
        default: self = .failed(during: operation, detail: detail)
        }
    }

    /// Translates an error of a transaction's body.
    init(_ error: any Error, during operation: String) {
        switch error {
        case let error as StoreError: self = error
        case let fault as PostgreSQLFault: self.init(fault)
        default: self = .abandoned(detail: String(describing: error))
        }
    }
}
