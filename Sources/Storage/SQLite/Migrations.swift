internal import GRDB

/// The tables, as the sum of named steps; a step that was ever released is never changed.
enum Migrations {
    /// `DUEB`, by which a database is known to be ours.
    static let applicationID: Int32 = 0x4455_4542

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001 records, cases, outbox") { try $0.execute(sql: first) }
        migrator.registerMigration("0002 remarks") { try $0.execute(sql: remarks) }
        migrator.registerMigration("0003 copies of a message") { try $0.execute(sql: copies) }
        migrator.registerMigration("0004 what may have arrived") { try $0.execute(sql: doubts) }
        return migrator
    }

    // Mail that comes back names the message, and a fault of a server brings back thousands.
    private static let copies = "CREATE INDEX outbox_by_message ON outbox (message);"

    // What waits for one person is put together, however long the queue. `told` has those whom a
    // message about several incidents reached; of all others the outbox itself knows.
    private static let doubts = """
        ALTER TABLE outbox ADD COLUMN is_uncertain INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN queued_at INTEGER;
        CREATE INDEX outbox_by_recipient ON outbox (recipient, channel) WHERE state = 'waiting';
        CREATE TABLE told (
            incident TEXT NOT NULL,
            recipient TEXT NOT NULL,
            PRIMARY KEY (incident, recipient)
        ) WITHOUT ROWID;
        """

    private static let remarks = """
        ALTER TABLE outbox ADD COLUMN remark TEXT;
        ALTER TABLE attempts ADD COLUMN remarks TEXT NOT NULL DEFAULT '';
        CREATE INDEX outbox_by_decision ON outbox (decided_at);
        CREATE INDEX cases_without_next ON cases (updated_at)
            WHERE phase = 'open' AND next_at IS NULL AND set_aside_at IS NULL;
        """

    // Instants are milliseconds since 1970. Tables with large rows keep a rowid: a B-tree of
    // wide keys is slower to search than one of integers with an index beside it.
    private static let first = """
        CREATE TABLE records (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            incident TEXT NOT NULL,
            digest TEXT NOT NULL,
            arrived_at INTEGER NOT NULL,
            origin TEXT NOT NULL,
            is_kept INTEGER NOT NULL,
            is_superseded INTEGER NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (id, version)
        );
        CREATE INDEX records_of_incident ON records (incident);

        CREATE TABLE cases (
            number INTEGER PRIMARY KEY,
            incident TEXT NOT NULL UNIQUE,
            next_at INTEGER,
            phase TEXT NOT NULL,
            title TEXT,
            opened_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            set_aside_at INTEGER,
            set_aside_reason TEXT,
            body BLOB NOT NULL
        );
        CREATE INDEX cases_due ON cases (next_at)
            WHERE next_at IS NOT NULL AND set_aside_at IS NULL;
        CREATE INDEX cases_in_phase ON cases (phase, opened_at, incident);
        CREATE INDEX cases_set_aside ON cases (set_aside_at) WHERE set_aside_at IS NOT NULL;

        CREATE TABLE journal (
            number INTEGER PRIMARY KEY,
            incident TEXT,
            at INTEGER NOT NULL,
            body BLOB NOT NULL
        );
        CREATE INDEX journal_of_incident ON journal (incident);

        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            message TEXT NOT NULL,
            channel TEXT NOT NULL,
            address TEXT,
            recipient TEXT NOT NULL,
            incident TEXT,
            decided_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            expires_at INTEGER,
            payload BLOB NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            next_attempt_at INTEGER NOT NULL,
            lease_owner TEXT,
            lease_until INTEGER,
            -- The later of next_attempt_at and lease_until: when it can be claimed.
            available_at INTEGER NOT NULL
        );
        -- By channel, so that a long queue on one is not read to find what another can take.
        CREATE INDEX outbox_by_channel ON outbox (channel, due_at, available_at)
            WHERE state = 'waiting';
        CREATE INDEX outbox_by_available ON outbox (available_at) WHERE state = 'waiting';
        CREATE INDEX outbox_of_incident ON outbox (incident) WHERE incident IS NOT NULL;

        CREATE TABLE attempts (
            delivery INTEGER NOT NULL REFERENCES outbox (number),
            number INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL,
            code INTEGER NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (delivery, number)
        ) WITHOUT ROWID;

        CREATE TABLE rulebooks (
            digest TEXT NOT NULL PRIMARY KEY,
            saved_at INTEGER NOT NULL,
            body BLOB NOT NULL
        );

        CREATE TABLE notes (
            key TEXT NOT NULL PRIMARY KEY,
            until INTEGER NOT NULL
        ) WITHOUT ROWID;
        """
}
