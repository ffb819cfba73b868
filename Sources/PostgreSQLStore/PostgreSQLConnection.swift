internal import CPostgreSQL
import Glibc
internal import Storage

/// A connection, used by the thread that owns it and by no other.
///
/// Several statements travel in one flight and are answered together; an error ends the flight. All
/// statements are unnamed, so that a pooler in transaction mode may stand before the server.
final class PostgreSQLConnection {
    private let pointer: OpaquePointer
    private let elapsed: @Sendable () -> Duration
    /// True once an answer was missed: no later one can be told from it.
    private(set) var isLost = false

    /// The longest wait for the answers of one flight, after which the connection counts as lost:
    /// longer than the server works on a statement.
    private static let answerMax = Duration.seconds(40)

    /// Connects; `parameters` override those of the address.
    init(
        _ address: PostgreSQLAddress, elapsed: @escaping @Sendable () -> Duration
    ) throws(PostgreSQLFault) {
        let operation = "connect to \(address)"
        if let fault = cpq_load() {
            throw PostgreSQLFault(operation, state: "0A000", String(cString: fault))
        }
        self.elapsed = elapsed
        guard let pointer = Self.connect(try address.parameters) else {
            throw PostgreSQLFault(operation, "no memory", isLost: true)
        }
        self.pointer = pointer
        guard cpq_status(pointer) == Int32(CPQ_CONNECTION_OK) else {
            let message = Self.message(of: pointer)
            throw PostgreSQLFault(operation, state: Self.state(in: message), message, isLost: true)
        }
        guard cpq_start_pipelines(pointer) != 0 else {
            throw PostgreSQLFault(operation, Self.message(of: pointer), isLost: true)
        }
    }

    deinit {
        cpq_finish(pointer)
    }

    private static func connect(_ parameters: [(key: String, value: String)]) -> OpaquePointer? {
        var keys = parameters.map { UnsafePointer<CChar>(strdup($0.key)) } + [nil]
        var values = parameters.map { UnsafePointer<CChar>(strdup($0.value)) } + [nil]
        defer {
            for text in keys + values { free(UnsafeMutablePointer(mutating: text)) }
        }
        return cpq_connect(&keys, &values)
    }

    /// Returns the code of a refusal to connect: libpq has no function for it, but its verbose
    /// messages carry it, as in `FATAL:  28P01: password authentication failed`.
    private static func state(in message: String) -> String? {
        let words = message.split(separator: " ")
        for (before, word) in zip(words, words.dropFirst()) where before.last == ":" {
            let code = word.dropLast()
            if word.last == ":", code.utf8.count == 5,
                code.allSatisfy({ $0.isNumber || $0.isUppercase }),
                // The word `FATAL` has the length of a code.
                code.contains(where: \.isNumber)
            {
                return String(code)
            }
        }
        return nil
    }

    private static func message(of pointer: OpaquePointer) -> String {
        let text = cpq_error_message(pointer).map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    // MARK: Flights

    /// Sends statements together and returns the answer to each.
    func run(_ statements: [PostgreSQLStatement]) throws(PostgreSQLFault) -> [PostgreSQLResult] {
        guard let first = statements.first else { return [] }
        guard !isLost else { throw PostgreSQLFault(first.operation, "lost before", isLost: true) }
        for statement in statements { try send(statement) }
        guard cpq_sync(pointer) != 0 else { throw lost(first.operation) }
        let end = elapsed() + Self.answerMax
        var answers: [PostgreSQLResult] = []
        var fault: PostgreSQLFault?
        var place = 0
        while true {
            let operation = statements[min(place, statements.count - 1)].operation
            try wait(until: end, operation)
            guard let result = cpq_result(pointer) else {
                // The end of one statement's answer.
                place += 1
                if place > statements.count { throw lost(operation) }
                continue
            }
            switch Int(cpq_result_status(result)) {
            case CPQ_PIPELINE_SYNC:
                cpq_clear(result)
                if let fault { throw fault }
                guard answers.count == statements.count else { throw lost(operation) }
                return answers
            case CPQ_COMMAND_OK, CPQ_TUPLES_OK:
                answers.append(PostgreSQLResult(result))
            default:
                if fault == nil { fault = self.fault(of: result, operation) }
                cpq_clear(result)
                if fault?.isLost == true {
                    isLost = true
                    throw fault ?? lost(operation)
                }
            }
        }
    }

    private func send(_ statement: PostgreSQLStatement) throws(PostgreSQLFault) {
        let encoded = statement.values.map(\.encoded)
        let types = statement.values.map(\.type)
        let lengths = encoded.map { Int32($0?.count ?? 0) }
        let formats = encoded.map { _ in Int32(1) }
        // One block of memory for all values: libpq copies it before the call returns.
        var block: [UInt8] = []
        block.reserveCapacity(encoded.reduce(1) { $0 + ($1?.count ?? 0) })
        var starts: [Int?] = []
        for value in encoded {
            starts.append(value.map { _ in block.count })
            block += value ?? []
        }
        block.append(0)
        let isSent = block.withUnsafeBytes { block in
            let base = block.bindMemory(to: CChar.self).baseAddress
            let pointers = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return cpq_send(
                pointer, statement.sql, Int32(encoded.count), types, pointers, lengths, formats)
        }
        guard isSent != 0 else { throw lost(statement.operation) }
    }

    /// Waits until a result can be taken without waiting.
    private func wait(until end: Duration, _ operation: String) throws(PostgreSQLFault) {
        while true {
            let unsent = cpq_flush(pointer)
            guard unsent >= 0 else { break }
            guard cpq_is_busy(pointer) != 0 else { return }
            let left = end - elapsed()
            guard left > .zero else { break }
            let events = POLLIN | (unsent > 0 ? POLLOUT : 0)
            guard poll(events, atMost: left), cpq_consume(pointer) != 0 else { break }
        }
        // The last words of the server may be among what has arrived.
        guard cpq_is_busy(pointer) != 0 else { return }
        throw lost(operation)
    }

    /// Waits for the socket; returns false if it can be waited for no more.
    private func poll(_ events: Int32, atMost span: Duration) -> Bool {
        var one = pollfd(fd: cpq_socket(pointer), events: Int16(events), revents: 0)
        let span = Int32(clamping: span.components.seconds * 1_000 + 1)
        let count = Glibc.poll(&one, 1, span)
        return count >= 0 || errno == EINTR
    }

    private func fault(of result: OpaquePointer, _ operation: String) -> PostgreSQLFault {
        func field(_ code: Int) -> String? {
            cpq_result_field(result, Int32(code)).map { String(cString: $0) }
        }
        let state = field(CPQ_DIAG_SQLSTATE)
        let message = field(CPQ_DIAG_MESSAGE) ?? Self.message(of: pointer)
        let isLost = cpq_status(pointer) != Int32(CPQ_CONNECTION_OK)
        return PostgreSQLFault(operation, state: state, message, isLost: isLost)
    }

    private func lost(_ operation: String) -> PostgreSQLFault {
        isLost = true
        let message = Self.message(of: pointer)
        return PostgreSQLFault(
            operation, message.isEmpty ? "no answer" : message, isLost: true)
    }

    // MARK: Notifications

    /// Waits for notifications, at most a span; returns their payloads.
    func notifications(atMost span: Duration) throws(PostgreSQLFault) -> Set<String> {
        var payloads = taken()
        guard payloads.isEmpty else { return payloads }
        guard poll(POLLIN, atMost: span), cpq_consume(pointer) != 0 else {
            throw lost("listen for notifications")
        }
        payloads = taken()
        return payloads
    }

    private func taken() -> Set<String> {
        var payloads: Set<String> = []
        while let one = cpq_notified(pointer) {
            payloads.insert(one.pointee.payload.map { String(cString: $0) } ?? "")
            cpq_free(one)
        }
        return payloads
    }
}
