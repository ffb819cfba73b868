internal import GRDB

/// The tables, as a sequence of named steps; a released step is never changed.
enum Migrations {
    /// The application id `DUEB`, which marks a database of Duebell.
    static let applicationID: Int32 = 0x4455_4542

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001 records, cases, outbox") { try $0.execute(sql: first) }
        migrator.registerMigration("0002 remarks") { try $0.execute(sql: remarks) }
        migrator.registerMigration("0003 copies of a message") { try $0.execute(sql: copies) }
        migrator.registerMigration("0004 what may have arrived") { try $0.execute(sql: doubts) }
        migrator.registerMigration("0005 reasons") { try ReasonsMigration.run(in: $0) }
        migrator.registerMigration("0006 claims") { try $0.execute(sql: claims) }
        migrator.registerMigration("0007 what is owed") { try $0.execute(sql: owed) }
        migrator.registerMigration("0008 named lines, rules in force, markers") {
            try $0.execute(sql: names)
        }
        migrator.registerMigration("0009 first words") { try $0.execute(sql: firstWords) }
        migrator.registerMigration("0010 severity of what is owed") {
            try $0.execute(sql: severity)
        }
        migrator.registerMigration("0012 what was stated") { try $0.execute(sql: stated) }
        migrator.registerMigration("0013 parts of large cases") { try $0.execute(sql: parts) }
        return migrator
    }

    // A row's number holds the number of its case, and that of the part in the lower 32 bits.
    private static let parts = """
        CREATE TABLE case_parts (number INTEGER PRIMARY KEY, body BLOB NOT NULL);
        ALTER TABLE cases ADD COLUMN has_parts INTEGER NOT NULL DEFAULT 0;
        """

    // The rows of cases that have statements are written anew by the watcher, as after 0007.
    private static let stated = """
        CREATE TABLE stated (
            incident TEXT NOT NULL PRIMARY KEY,
            body TEXT NOT NULL
        ) WITHOUT ROWID;
        UPDATE cases SET has_owed = 0
            WHERE json_valid(CAST(body AS TEXT)) AND (
                json_extract(CAST(body AS TEXT), '$.closures') IS NOT NULL
                OR json_extract(CAST(body AS TEXT), '$.reliefs') IS NOT NULL
                OR json_extract(CAST(body AS TEXT), '$.instructions') IS NOT NULL
                OR json_extract(CAST(body AS TEXT), '$.sightings') IS NOT NULL);
        """

    // The order of claims follows the turn, which for most deliveries is the instant they are due.
    private static let firstWords = """
        ALTER TABLE outbox ADD COLUMN turn_at INTEGER NOT NULL DEFAULT 0;
        UPDATE outbox SET turn_at = due_at;
        DROP INDEX outbox_by_channel;
        CREATE INDEX outbox_by_channel ON outbox (channel, turn_at, available_at)
            WHERE state = 'waiting';
        DROP INDEX outbox_operational;
        CREATE INDEX outbox_operational ON outbox (turn_at, available_at)
            WHERE state = 'waiting' AND is_operational;
        ALTER TABLE cases ADD COLUMN is_untold INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX cases_untold ON cases (next_at)
            WHERE is_untold AND next_at IS NOT NULL AND set_aside_at IS NULL;
        """

    // The rows are written again from the cases, which alone know the severity.
    private static let severity = """
        ALTER TABLE owed ADD COLUMN severity TEXT;
        CREATE INDEX owed_settled ON owed (coalesce(decided_at, due_at, opened_at))
            WHERE NOT is_open;
        UPDATE cases SET has_owed = 0;
        """

    // The payload identifies a delivery about Duebell itself. Older attempts have no epoch.
    private static let claims = """
        ALTER TABLE outbox ADD COLUMN is_operational INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN lease_token TEXT;
        ALTER TABLE outbox ADD COLUMN lease_epoch INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE attempts ADD COLUMN epoch INTEGER;
        UPDATE outbox SET is_operational = 1
            WHERE incident IS NULL AND json_valid(CAST(payload AS TEXT))
                AND json_extract(CAST(payload AS TEXT), '$.operation') IS NOT NULL;
        CREATE INDEX outbox_by_token ON outbox (lease_token) WHERE lease_token IS NOT NULL;
        CREATE INDEX outbox_operational ON outbox (due_at, available_at)
            WHERE state = 'waiting' AND is_operational;
        """

    // One row per obligation, so that no list reads encoded cases. The sort key of open obligations
    // is an expression, since no value compares greater than NULL.
    private static let owed = """
        CREATE TABLE owed (
            number INTEGER PRIMARY KEY,
            incident TEXT NOT NULL,
            obligation TEXT NOT NULL,
            position INTEGER NOT NULL,
            rule TEXT NOT NULL,
            name TEXT NOT NULL,
            owing TEXT NOT NULL,
            awaiting TEXT NOT NULL,
            occurrence INTEGER,
            rulebook TEXT NOT NULL,
            title TEXT,
            opened_at INTEGER NOT NULL,
            due_at INTEGER,
            waits_for TEXT,
            began_at INTEGER,
            status TEXT NOT NULL,
            verdict TEXT,
            late_by INTEGER,
            report TEXT,
            decided_at INTEGER,
            waived_by TEXT,
            faults TEXT,
            is_open INTEGER NOT NULL,
            UNIQUE (incident, obligation)
        );
        CREATE INDEX owed_open ON owed (coalesce(due_at, 9223372036854775807))
            WHERE is_open;

        CREATE TABLE questions (
            incident TEXT NOT NULL,
            about TEXT NOT NULL,
            fault TEXT,
            PRIMARY KEY (incident, about)
        ) WITHOUT ROWID;

        ALTER TABLE cases ADD COLUMN has_owed INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX cases_without_owed ON cases (number) WHERE NOT has_owed;
        """

    // Older lines have no name, and the unique index permits any number of NULLs.
    private static let names = """
        ALTER TABLE journal ADD COLUMN entry TEXT;
        DROP INDEX journal_of_incident;
        CREATE UNIQUE INDEX journal_of_incident ON journal (incident, entry);
        CREATE UNIQUE INDEX journal_of_none ON journal (entry) WHERE incident IS NULL;

        CREATE TABLE rules_in_force (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            digest TEXT NOT NULL,
            generation INTEGER NOT NULL,
            by TEXT NOT NULL,
            at INTEGER NOT NULL
        );
        INSERT INTO rules_in_force (only_row, digest, generation, by, at)
            SELECT 1, digest, 1, '', saved_at FROM rulebooks
            ORDER BY saved_at DESC, digest LIMIT 1;

        ALTER TABLE notes RENAME TO markers;
        """

    // A bounce names the message, and a server failure causes thousands of bounces.
    private static let copies = "CREATE INDEX outbox_by_message ON outbox (message);"

    // Waiting deliveries to one person are combined, however long the queue. `told` holds the
    // recipients reached by combined messages; the outbox itself knows all others.
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

    // Instants are milliseconds since 1970. Tables with large rows keep a rowid: a B-tree of wide
    // keys is slower to search than one of integers with an index beside it.
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
