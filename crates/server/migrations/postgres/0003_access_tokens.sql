-- Long-lived tokens of programs, and of pages that embed the console.

CREATE TABLE access_tokens (
    -- SHA-256 of the token.
    token_hash  bytea  NOT NULL PRIMARY KEY,
    -- What people call it, and whom the audit trail names.
    name        text   COLLATE "C" NOT NULL UNIQUE,
    role        text   COLLATE "C" NOT NULL,
    -- An array of ids.
    deployments jsonb  NOT NULL,
    created_at  bigint NOT NULL,
    -- NULL: never.
    expires_at  bigint
);
