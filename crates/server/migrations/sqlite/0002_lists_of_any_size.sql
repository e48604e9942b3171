-- A list answers as fast with many keys as with few: no page sorts, counts or reads what it does not show.

CREATE TABLE keys (
    app_id         TEXT    NOT NULL PRIMARY KEY,
    deployment     TEXT    NOT NULL,
    note           TEXT    NOT NULL,
    -- What the list is sorted by and searched: SQLite's own lower() knows ASCII only.
    note_lower     TEXT    NOT NULL,
    -- SHA-256 of the App Secret.
    secret_hash    BLOB    NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    first_used_at  INTEGER,
    -- The set of endpoints in numbers, and the version of the catalog under which it was counted. NULL: not counted.
    tally_catalog  TEXT,
    tally_granted  INTEGER,
    tally_dropped  INTEGER,
    -- A JSON array of endpoints; NULL is full access. The one wide column stands last: what is before it is read
    -- without it.
    access         TEXT
) STRICT;

INSERT INTO keys (app_id, deployment, note, note_lower, secret_hash, created_at, updated_at, version, first_used_at, access)
SELECT app_id, deployment, note, note_lower, secret_hash, created_at, updated_at, version, first_used_at, access
FROM api_keys ORDER BY deployment, created_at;
DROP TABLE api_keys;
ALTER TABLE keys RENAME TO api_keys;

-- One for each order, and each holds all that a search looks through: it walks in the order of the list and stops when
-- the page is full. That is why there is no full-text index: it finds rare words sooner, but not words of one or two
-- letters, and what it finds must be sorted.
CREATE INDEX api_keys_by_creation ON api_keys (deployment, created_at, app_id, note_lower);
CREATE INDEX api_keys_by_note ON api_keys (deployment, note_lower, app_id);

-- How many keys a deployment has; kept by the triggers, so that nobody can forget to.
CREATE TABLE key_counts (
    deployment TEXT    NOT NULL PRIMARY KEY,
    keys       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO key_counts (deployment, keys) SELECT deployment, count(*) FROM api_keys GROUP BY deployment;

CREATE TRIGGER api_keys_counted AFTER INSERT ON api_keys BEGIN
    INSERT INTO key_counts (deployment, keys) VALUES (NEW.deployment, 1)
    ON CONFLICT (deployment) DO UPDATE SET keys = keys + 1;
END;

CREATE TRIGGER api_keys_uncounted AFTER DELETE ON api_keys BEGIN
    UPDATE key_counts SET keys = keys - 1 WHERE deployment = OLD.deployment;
END;
