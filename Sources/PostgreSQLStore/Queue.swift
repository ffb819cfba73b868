internal import Calendars
internal import Rules
package import Storage

// The tables `inbox` and `rejected`: a queue into which any program inserts.
extension PostgreSQLSession: QueueWriting {
    func takeMessages(_ choice: QueueChoice) throws(StoreError) -> [QueuedMessage] {
        let (numbers, values) =
            switch choice {
            case .oldest(let count, let bytes):
                (Self.oldest, [PostgreSQLValue.int(Int64(count)), .int(Int64(bytes))])
            case .one(let number):
                (
                    "SELECT number FROM inbox WHERE number = $1 FOR UPDATE SKIP LOCKED",
                    [.int(number)]
                )
            }
        return try fetch(
            "take messages",
            """
            WITH taken AS (
                DELETE FROM inbox WHERE number = ANY (ARRAY (\(numbers)))
                RETURNING number, origin, body, tries)
            SELECT number, origin, body, tries FROM taken ORDER BY number
            """, values, as: QueuedMessage.init)
    }

    private static let oldest = """
        SELECT number FROM (
            SELECT number, sum(size) OVER (ORDER BY number) AS total,
                row_number() OVER (ORDER BY number) AS place
            FROM (
                SELECT number, octet_length(body) AS size FROM inbox ORDER BY number
                LIMIT (
                    SELECT CASE WHEN coalesce((
                        SELECT tries FROM inbox ORDER BY number LIMIT 1), 0) >= \(suspected)
                    THEN 1 ELSE $1 END)
                FOR UPDATE SKIP LOCKED) AS free) AS sized
        WHERE total <= $2 OR place = 1
        """

    /// The number of tries from which a message is taken alone.
    fileprivate static let suspected = 2

    func reject(_ messages: [RejectedMessage]) throws(StoreError) {
        guard !messages.isEmpty else { return }
        try execute(
            "keep refused messages",
            """
            INSERT INTO rejected (inbox_number, origin, at, reason, body)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            """,
            [
                .ints(messages.map(\.message)), .texts(messages.map(\.origin)),
                .ints(messages.map(\.at.milliseconds)), .texts(messages.map(\.reason)),
                .byteArrays(messages.map(\.body)),
            ])
    }
}

extension QueuedMessage {
    fileprivate init(_ row: PostgreSQLRow) {
        self.init(number: row[0], origin: row[1], body: row.bytes(2), tries: row[3])
    }
}

extension PostgreSQLStore: MessageQueue {
    package func handIn(
        _ body: [UInt8], from origin: String
    ) async throws(StoreError) -> Int64 {
        let number = try await write { transaction throws in
            try (transaction as? PostgreSQLSession)?.fetchFirst(
                "hand in",
                "INSERT INTO inbox (body, origin) VALUES ($1, $2) RETURNING number",
                [.bytes(body), .text(origin)], as: { $0[0] as Int64 })
        }
        guard let number else { throw .failed(during: "hand in", detail: "no answer") }
        // By itself and after the commit: in it, it would make every commit of the server wait for
        // every other.
        try? await write { transaction throws in
            try (transaction as? PostgreSQLSession)?.execute(
                "notify", "SELECT pg_notify('\(Self.channel)', 'inbox')")
        }
        return number
    }

    package func waitingMessages(limit: Int) async throws(StoreError) -> [QueuedMessage] {
        try await read { snapshot throws in
            try (snapshot as? PostgreSQLSession)?.fetch(
                "read the inbox",
                "SELECT number, origin, body, tries FROM inbox ORDER BY number LIMIT $1",
                [.int(Int64(limit))], as: QueuedMessage.init) ?? []
        }
    }

    package func rejections(of message: Int64) async throws(StoreError) -> [RejectedMessage] {
        try await read { snapshot throws in
            try (snapshot as? PostgreSQLSession)?.fetch(
                "read refused messages",
                """
                SELECT inbox_number, origin, at, reason, body FROM rejected
                WHERE inbox_number = $1 ORDER BY number
                """, [.int(message)],
                as: { row in
                    RejectedMessage(
                        message: row[0], origin: row[1], at: row.instant(2), reason: row[3],
                        body: row.bytes(4))
                }) ?? []
        }
    }

    package func suspect(_ count: Int) async throws(StoreError) {
        try await write { transaction throws in
            try (transaction as? PostgreSQLSession)?.execute(
                "count tries",
                """
                UPDATE inbox SET tries = tries + 1 WHERE number = ANY (ARRAY (
                    SELECT number FROM inbox ORDER BY number LIMIT $1 FOR UPDATE SKIP LOCKED))
                    AND tries < \(PostgreSQLSession.suspected)
                """, [.int(Int64(count))])
        }
    }

    package func countAttempt() async throws(StoreError) -> Bool {
        try await write { transaction throws in
            let changed = try (transaction as? PostgreSQLSession)?.change(
                "count tries",
                """
                UPDATE inbox SET tries = tries + 1 WHERE number = ANY (ARRAY (
                    SELECT number FROM inbox ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED))
                    AND tries >= \(PostgreSQLSession.suspected)
                """, [])
            return (changed ?? 0) > 0
        }
    }

    package func watchQueue(_ onChange: @escaping @Sendable () -> Void) {
        listen { payloads in
            if payloads.contains("inbox") { onChange() }
        }
    }
}
