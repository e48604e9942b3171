-- Keys expire, are disabled, get new secrets and are used; and whatever is done to them is written down.

CREATE TABLE keys (
    app_id           TEXT    NOT NULL PRIMARY KEY,
    deployment       TEXT    NOT NULL,
    note             TEXT    NOT NULL,
    -- What the list is sorted by and searched: SQLite's own lower() knows ASCII only.
    note_lower       TEXT    NOT NULL,
    -- SHA-256 of the App Secret.
    secret_hash      BLOB    NOT NULL,
    secret_issued_at INTEGER NOT NULL,
    -- The first use of the present secret.
    secret_used_at   INTEGER,
    -- The secret before it, which works until then.
    previous_hash    BLOB,
    previous_until   INTEGER,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    -- The first use of the key, by whichever secret.
    first_used_at    INTEGER,
    expires_at       INTEGER,
    disabled_at      INTEGER,
    -- The set of endpoints in numbers, and the version of the catalog under which it was counted. NULL: not counted.
    tally_catalog    TEXT,
    tally_granted    INTEGER,
    tally_dropped    INTEGER,
    -- A JSON array of endpoints; NULL is full access. The one wide column stands last: what is before it is read
    -- without it.
    access           TEXT
) STRICT;

INSERT INTO keys (app_id, deployment, note, note_lower, secret_hash, secret_issued_at, secret_used_at, created_at,
    updated_at, version, first_used_at, tally_catalog, tally_granted, tally_dropped, access)
SELECT app_id, deployment, note, note_lower, secret_hash, created_at, first_used_at, created_at,
    updated_at, version, first_used_at, tally_catalog, tally_granted, tally_dropped, access
FROM api_keys ORDER BY deployment, created_at;
DROP TABLE api_keys;
ALTER TABLE keys RENAME TO api_keys;

-- One for each order, and each holds all that a search and a filter look at.
CREATE INDEX api_keys_by_creation ON api_keys (deployment, created_at, app_id, note_lower, expires_at, disabled_at);
CREATE INDEX api_keys_by_note ON api_keys (deployment, note_lower, app_id, created_at, expires_at, disabled_at);

CREATE TRIGGER api_keys_counted AFTER INSERT ON api_keys BEGIN
    INSERT INTO key_counts (deployment, keys) VALUES (NEW.deployment, 1)
    ON CONFLICT (deployment) DO UPDATE SET keys = keys + 1;
END;

CREATE TRIGGER api_keys_uncounted AFTER DELETE ON api_keys BEGIN
    UPDATE key_counts SET keys = keys - 1 WHERE deployment = OLD.deployment;
END;

-- Apart from the keys, whose rows are wide: uses are written all the time.
CREATE TABLE key_uses (
    app_id       TEXT    NOT NULL PRIMARY KEY,
    last_used_at INTEGER NOT NULL,
    endpoint     TEXT
) STRICT, WITHOUT ROWID;

CREATE TRIGGER api_keys_unused AFTER DELETE ON api_keys BEGIN
    DELETE FROM key_uses WHERE app_id = OLD.app_id;
END;

-- A request whose secret has been replaced by that of another request gets none again.
ALTER TABLE idempotency ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;

CREATE TABLE audit (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    deployment TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    principal  TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    app_id     TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    -- The difference in JSON: in short, and the endpoints that came and went.
    changes    TEXT    NOT NULL,
    sets       TEXT
) STRICT;

CREATE INDEX audit_by_deployment ON audit (deployment, id);
CREATE INDEX audit_by_key ON audit (deployment, app_id, id);
