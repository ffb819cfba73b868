internal import Storage

/// One step of the tables; a released step is never changed.
struct Migration {
    let number: Int
    let name: String
    /// The number of the step that a program must know to use the tables after this one.
    ///
    /// A step that only adds leaves it, and programs of both versions work side by side.
    let oldest: Int
    let statements: [String]
}

extension Migration {
    /// All steps, in order.
    static let all = [
        Migration(number: 1, name: "tables", oldest: 1, statements: tables + outbox + sharing)
    ]

    // Instants are milliseconds since 1970 and numbers bigint, so that rows equal those of other
    // stores. Text is compared by its bytes, as everywhere else.
    private static let tables = [
        """
        CREATE TABLE records (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            incident text COLLATE "C" NOT NULL,
            digest text COLLATE "C" NOT NULL,
            arrived_at bigint NOT NULL,
            origin text NOT NULL,
            is_kept boolean NOT NULL,
            is_superseded boolean NOT NULL,
            body bytea NOT NULL,
            UNIQUE (id, version))
        """,
        "CREATE INDEX records_of_incident ON records (incident, number)",
        """
        CREATE TABLE cases (
            number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
            incident text COLLATE "C" PRIMARY KEY,
            next_at bigint,
            phase text COLLATE "C" NOT NULL CHECK (phase IN ('open', 'closed')),
            title text,
            opened_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            set_aside_at bigint,
            set_aside_reason text,
            is_untold boolean NOT NULL DEFAULT false,
            has_owed boolean NOT NULL DEFAULT true,
            has_parts boolean NOT NULL DEFAULT false,
            body bytea NOT NULL,
            CHECK ((set_aside_at IS NULL) = (set_aside_reason IS NULL)))
        """,
        """
        CREATE INDEX cases_due ON cases (next_at)
            WHERE next_at IS NOT NULL AND set_aside_at IS NULL
        """,
        """
        CREATE INDEX cases_untold ON cases (next_at)
            WHERE is_untold AND next_at IS NOT NULL AND set_aside_at IS NULL
        """,
        "CREATE INDEX cases_in_phase ON cases (phase, opened_at, incident)",
        "CREATE INDEX cases_set_aside ON cases (set_aside_at) WHERE set_aside_at IS NOT NULL",
        """
        CREATE INDEX cases_without_next ON cases (updated_at, number)
            WHERE phase = 'open' AND next_at IS NULL AND set_aside_at IS NULL
        """,
        "CREATE INDEX cases_without_owed ON cases (number) WHERE NOT has_owed",
        """
        CREATE TABLE case_parts (
            incident text COLLATE "C" NOT NULL,
            number bigint NOT NULL,
            body bytea NOT NULL,
            PRIMARY KEY (incident, number))
        """,
        """
        CREATE TABLE owed (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            incident text COLLATE "C" NOT NULL,
            obligation text COLLATE "C" NOT NULL,
            position bigint NOT NULL,
            rule text COLLATE "C" NOT NULL,
            name text COLLATE "C" NOT NULL,
            owing text COLLATE "C" NOT NULL,
            awaiting text NOT NULL,
            occurrence bigint,
            rulebook text COLLATE "C" NOT NULL,
            title text,
            opened_at bigint NOT NULL,
            due_at bigint,
            waits_for text,
            began_at bigint,
            status text COLLATE "C" NOT NULL,
            verdict text COLLATE "C",
            late_by bigint,
            report text,
            decided_at bigint,
            waived_by text,
            faults text,
            severity text COLLATE "C",
            is_open boolean NOT NULL,
            UNIQUE (incident, obligation))
        """,
        """
        CREATE INDEX owed_open ON owed (coalesce(due_at, 9223372036854775807), number)
            WHERE is_open
        """,
        """
        CREATE INDEX owed_settled ON owed (coalesce(decided_at, due_at, opened_at), number)
            WHERE NOT is_open
        """,
        """
        CREATE TABLE questions (
            incident text COLLATE "C" NOT NULL,
            about text COLLATE "C" NOT NULL,
            fault text,
            PRIMARY KEY (incident, about))
        """,
        "CREATE TABLE stated (incident text COLLATE \"C\" PRIMARY KEY, body text NOT NULL)",
        """
        CREATE TABLE journal (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            incident text COLLATE "C",
            at bigint NOT NULL,
            body bytea NOT NULL,
            entry text COLLATE "C")
        """,
        "CREATE UNIQUE INDEX journal_of_incident ON journal (incident, entry)",
        "CREATE UNIQUE INDEX journal_of_none ON journal (entry) WHERE incident IS NULL",
        """
        CREATE TABLE rulebooks (
            digest text COLLATE "C" PRIMARY KEY,
            saved_at bigint NOT NULL,
            body bytea NOT NULL)
        """,
        """
        CREATE TABLE rules_in_force (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            digest text COLLATE "C" NOT NULL,
            generation bigint NOT NULL,
            published_by text NOT NULL,
            at bigint NOT NULL)
        """,
        "CREATE TABLE markers (key text COLLATE \"C\" PRIMARY KEY, until bigint NOT NULL)",
    ]

    // A row is changed three times and then at rest: dead rows are to be removed after some
    // thousand, not after a share of the table.
    private static let outbox = [
        """
        CREATE TABLE outbox (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text COLLATE "C" NOT NULL UNIQUE,
            message text COLLATE "C" NOT NULL,
            channel text COLLATE "C" NOT NULL,
            address text COLLATE "C",
            recipient text COLLATE "C" NOT NULL,
            incident text COLLATE "C",
            decided_at bigint NOT NULL,
            due_at bigint NOT NULL,
            turn_at bigint NOT NULL,
            expires_at bigint,
            payload bytea NOT NULL,
            is_operational boolean NOT NULL,
            state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN (
                'waiting', 'delivered', 'refused', 'withdrawn', 'expired', 'merged')),
            attempts bigint NOT NULL DEFAULT 0,
            next_attempt_at bigint NOT NULL,
            lease_owner text COLLATE "C",
            lease_token text COLLATE "C",
            lease_until bigint,
            lease_epoch bigint NOT NULL DEFAULT 0,
            available_at bigint NOT NULL,
            is_uncertain boolean NOT NULL DEFAULT false,
            queued_at bigint,
            holds text,
            hold_mask bigint NOT NULL DEFAULT 0,
            held_by text COLLATE "C",
            requested_by text,
            requested_at bigint,
            end_reason text,
            merged_into text COLLATE "C",
            CHECK ((lease_owner IS NULL) = (lease_until IS NULL)))
            WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
                autovacuum_vacuum_cost_delay = 0)
        """,
        """
        CREATE INDEX outbox_by_channel ON outbox (channel, turn_at, available_at, number)
            WHERE state = 'waiting'
        """,
        """
        CREATE INDEX outbox_operational ON outbox (channel, turn_at, available_at, number)
            WHERE state = 'waiting' AND is_operational
        """,
        "CREATE INDEX outbox_by_available ON outbox (available_at) WHERE state = 'waiting'",
        """
        CREATE INDEX outbox_by_recipient ON outbox (recipient, channel) WHERE state = 'waiting'
        """,
        "CREATE INDEX outbox_by_token ON outbox (lease_token) WHERE lease_token IS NOT NULL",
        "CREATE INDEX outbox_by_message ON outbox (message)",
        "CREATE INDEX outbox_by_decision ON outbox (decided_at)",
        "CREATE INDEX outbox_of_incident ON outbox (incident) WHERE incident IS NOT NULL",
        """
        CREATE TABLE attempts (
            delivery bigint NOT NULL REFERENCES outbox (number),
            number bigint NOT NULL,
            epoch bigint,
            started_at bigint NOT NULL,
            ended_at bigint NOT NULL,
            code bigint NOT NULL,
            text text NOT NULL,
            notes text,
            PRIMARY KEY (delivery, number),
            UNIQUE (delivery, epoch))
        """,
        """
        CREATE TABLE told (
            incident text COLLATE "C" NOT NULL,
            recipient text COLLATE "C" NOT NULL,
            PRIMARY KEY (incident, recipient))
        """,
    ]

    // What only a store with several watchers has.
    private static let sharing = [
        """
        CREATE TABLE watchers (
            run text COLLATE "C" PRIMARY KEY,
            name text NOT NULL,
            version text NOT NULL,
            rules_generation bigint,
            started_at bigint NOT NULL,
            seen_at bigint NOT NULL)
        """,
        """
        CREATE TABLE duties (
            name text COLLATE "C" PRIMARY KEY,
            holder text COLLATE "C" NOT NULL,
            epoch bigint NOT NULL,
            until bigint NOT NULL)
        """,
        """
        CREATE TABLE inbox (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            body bytea NOT NULL,
            origin text NOT NULL DEFAULT session_user,
            received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            tries bigint NOT NULL DEFAULT 0)
            WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)
        """,
        """
        CREATE TABLE rejected (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            inbox_number bigint,
            origin text NOT NULL,
            at bigint NOT NULL,
            reason text NOT NULL,
            body bytea NOT NULL)
        """,
        "CREATE INDEX rejected_by_inbox ON rejected (inbox_number)",
    ]
}

/// The state of the tables of a database.
struct SchemaState {
    /// True if there is a schema `duebell`.
    let hasSchema: Bool
    /// True if the schema has the table of the steps; without it the schema is of another program.
    let isOurs: Bool
    /// The numbers of the steps that were made.
    let applied: Set<Int>
    /// The names of the steps that this program does not know.
    let unknown: [String]
    /// The number of the step that a program must know.
    let oldest: Int

    var isComplete: Bool { Migration.all.allSatisfy { applied.contains($0.number) } }

    /// True if a newer program changed the tables so that this one cannot use them.
    var isTooNew: Bool { oldest > Migration.all.count }
}

extension PostgreSQLSession {
    /// Reads the state of the tables.
    func schemaState() throws(StoreError) -> SchemaState {
        let found = try fetchFirst(
            "look at the schema",
            """
            SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'duebell'),
                to_regclass('duebell.migrations') IS NOT NULL
            """, as: { ($0[0] as Bool, $0[1] as Bool) })
        guard let (hasSchema, isOurs) = found, isOurs else {
            return SchemaState(
                hasSchema: found?.0 ?? false, isOurs: false, applied: [], unknown: [], oldest: 0)
        }
        let rows = try fetch(
            "look at the schema",
            "SELECT number, name, oldest FROM duebell.migrations ORDER BY number",
            as: { ($0[0] as Int, $0[1] as String, $0[2] as Int) })
        let known = Set(Migration.all.map(\.number))
        return SchemaState(
            hasSchema: hasSchema, isOurs: true, applied: Set(rows.map(\.0)),
            unknown: rows.filter { !known.contains($0.0) }.map { "\($0.0) \($0.1)" },
            oldest: rows.map(\.2).max() ?? 0)
    }

    /// Makes the missing steps; a watcher that starts at the same time waits for them.
    func migrate(_ place: String) throws(StoreError) {
        try execute(
            "lock the schema", "SELECT pg_advisory_xact_lock(\(Self.lockSpace + 2), 0)")
        let state = try schemaState()
        if state.hasSchema, !state.isOurs {
            // An administrator may have made an empty one for the watcher's role.
            let tables = try fetchFirst(
                "look at the schema",
                """
                SELECT count(*) FROM pg_class JOIN pg_namespace AS space
                    ON space.oid = relnamespace WHERE nspname = 'duebell'
                """, as: { $0[0] as Int })
            if tables != 0 { throw .foreign(file: place) }
        }
        if !state.hasSchema { try execute("make the schema", "CREATE SCHEMA duebell") }
        if !state.isOurs {
            try execute(
                "make the schema",
                """
                CREATE TABLE duebell.migrations (
                    number bigint PRIMARY KEY,
                    name text NOT NULL,
                    oldest bigint NOT NULL,
                    made_at timestamptz NOT NULL DEFAULT clock_timestamp())
                """)
        }
        for migration in Migration.all where !state.applied.contains(migration.number) {
            for statement in migration.statements {
                try execute("migrate to \(migration.number)", statement)
            }
            try execute(
                "migrate to \(migration.number)",
                "INSERT INTO duebell.migrations (number, name, oldest) VALUES ($1, $2, $3)",
                [
                    .int(Int64(migration.number)), .text(migration.name),
                    .int(Int64(migration.oldest)),
                ])
        }
    }
}
