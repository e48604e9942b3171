-- Long-lived tokens of programs, and of pages that embed the console.

CREATE TABLE access_tokens (
    -- SHA-256 of the token.
    token_hash  BLOB    NOT NULL PRIMARY KEY,
    -- What people call it, and whom the audit trail names.
    name        TEXT    NOT NULL UNIQUE,
    role        TEXT    NOT NULL,
    -- A JSON array of ids.
    deployments TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    -- NULL: never.
    expires_at  INTEGER
) STRICT, WITHOUT ROWID;
