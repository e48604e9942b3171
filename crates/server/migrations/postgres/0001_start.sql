-- Times are milliseconds since 1970, UTC. Texts are compared byte by byte (COLLATE "C"), as SQLite and Rust do: a list
-- has the same order whatever keeps it, and whatever language this database was made for.

CREATE TABLE api_keys (
    app_id         text   COLLATE "C" NOT NULL PRIMARY KEY,
    deployment     text   COLLATE "C" NOT NULL,
    note           text   COLLATE "C" NOT NULL,
    -- What the list is sorted by and searched, in lower case by Rust's rule: this database's own depends on its locale.
    note_lower     text   COLLATE "C" NOT NULL,
    -- SHA-256 of the App Secret.
    secret_hash    bytea  NOT NULL,
    created_at     bigint NOT NULL,
    updated_at     bigint NOT NULL,
    version        bigint NOT NULL,
    first_used_at  bigint,
    -- The set of endpoints in numbers, and the version of the catalog under which it was counted. NULL: not counted.
    tally_catalog  text   COLLATE "C",
    tally_granted  bigint,
    tally_dropped  bigint,
    -- An array of endpoints; NULL is full access. Where it is long it is kept outside the row.
    access         jsonb
);

-- One for each order, and each holds all that a search looks through.
CREATE INDEX api_keys_by_creation ON api_keys (deployment, created_at, app_id) INCLUDE (note_lower);
CREATE INDEX api_keys_by_note ON api_keys (deployment, note_lower, app_id);

-- How many keys a deployment has; kept by the triggers, so that nobody can forget to. Whoever creates or deletes a key
-- holds its deployment's row until the end of the transaction, so these changes come one after the other within one
-- deployment. People and scripts make keys, some a second; that is far from what it costs, and the number is exact.
CREATE TABLE key_counts (
    deployment text   COLLATE "C" NOT NULL PRIMARY KEY,
    keys       bigint NOT NULL
);

CREATE FUNCTION count_added_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO key_counts (deployment, keys)
    SELECT deployment, count(*) FROM added GROUP BY deployment ORDER BY deployment
    ON CONFLICT (deployment) DO UPDATE SET keys = key_counts.keys + excluded.keys;
    RETURN NULL;
END
$$;

CREATE FUNCTION count_removed_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE key_counts SET keys = key_counts.keys - gone.keys
    FROM (SELECT deployment, count(*) AS keys FROM removed GROUP BY deployment) AS gone
    WHERE key_counts.deployment = gone.deployment;
    RETURN NULL;
END
$$;

CREATE TRIGGER api_keys_counted AFTER INSERT ON api_keys REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_added_keys();
CREATE TRIGGER api_keys_uncounted AFTER DELETE ON api_keys REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_removed_keys();

CREATE TABLE idempotency (
    principal       text   COLLATE "C" NOT NULL,
    deployment      text   COLLATE "C" NOT NULL,
    idempotency_key text   COLLATE "C" NOT NULL,
    -- SHA-256 of the parsed body.
    body_hash       bytea  NOT NULL,
    app_id          text   COLLATE "C" NOT NULL,
    -- When the key was deleted; the row is kept for a day more.
    deleted_at      bigint,
    PRIMARY KEY (principal, deployment, idempotency_key)
);

CREATE INDEX idempotency_by_app_id ON idempotency (app_id);
CREATE INDEX idempotency_by_deletion ON idempotency (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE sign_in_codes (
    -- SHA-256 of the code.
    code_hash  bytea  NOT NULL PRIMARY KEY,
    created_at bigint NOT NULL,
    used_at    bigint
);

CREATE TABLE sessions (
    -- SHA-256 of the cookie's token.
    token_hash   bytea  NOT NULL PRIMARY KEY,
    created_at   bigint NOT NULL,
    last_seen_at bigint NOT NULL
);

CREATE TABLE meta (
    name  text COLLATE "C" NOT NULL PRIMARY KEY,
    value text NOT NULL
);
