-- Times are milliseconds since 1970, UTC.

CREATE TABLE api_keys (
    app_id        TEXT    NOT NULL PRIMARY KEY,
    deployment    TEXT    NOT NULL,
    note          TEXT    NOT NULL,
    -- What the list is sorted by: SQLite's own lower() knows ASCII only.
    note_lower    TEXT    NOT NULL,
    -- What a search looks through: App ID and note in lower case.
    search_text   TEXT    NOT NULL,
    -- A JSON array of endpoints; NULL is full access.
    access        TEXT,
    -- SHA-256 of the App Secret.
    secret_hash   BLOB    NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    first_used_at INTEGER
) STRICT;

CREATE INDEX api_keys_by_creation ON api_keys (deployment, created_at, app_id);
CREATE INDEX api_keys_by_note ON api_keys (deployment, note_lower, app_id);

CREATE TABLE idempotency (
    principal       TEXT    NOT NULL,
    deployment      TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    -- SHA-256 of the parsed body.
    body_hash       BLOB    NOT NULL,
    app_id          TEXT    NOT NULL,
    -- When the key was deleted; the row is kept for a day more.
    deleted_at      INTEGER,
    PRIMARY KEY (principal, deployment, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_app_id ON idempotency (app_id);
CREATE INDEX idempotency_by_deletion ON idempotency (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE sign_in_codes (
    -- SHA-256 of the code.
    code_hash  BLOB    NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    -- SHA-256 of the cookie's token.
    token_hash   BLOB    NOT NULL PRIMARY KEY,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
