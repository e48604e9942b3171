-- Keys expire, are disabled, get new secrets and are used; and whatever is done to them is written down.

ALTER TABLE api_keys
    ADD COLUMN secret_issued_at bigint,
    -- The first use of the present secret.
    ADD COLUMN secret_used_at   bigint,
    -- The secret before it, which works until then.
    ADD COLUMN previous_hash    bytea,
    ADD COLUMN previous_until   bigint,
    ADD COLUMN expires_at       bigint,
    ADD COLUMN disabled_at      bigint;
UPDATE api_keys SET secret_issued_at = created_at, secret_used_at = first_used_at;
ALTER TABLE api_keys ALTER COLUMN secret_issued_at SET NOT NULL;

-- One for each order, and each holds all that a search and a filter look at.
DROP INDEX api_keys_by_creation;
DROP INDEX api_keys_by_note;
CREATE INDEX api_keys_by_creation ON api_keys (deployment, created_at, app_id)
    INCLUDE (note_lower, expires_at, disabled_at);
CREATE INDEX api_keys_by_note ON api_keys (deployment, note_lower, app_id)
    INCLUDE (created_at, expires_at, disabled_at);

-- Apart from the keys, whose rows are wide and indexed: uses are written all the time. Room is left in its pages, so that
-- a use is written beside the one before it.
CREATE TABLE key_uses (
    app_id       text   COLLATE "C" NOT NULL PRIMARY KEY,
    last_used_at bigint NOT NULL,
    endpoint     text   COLLATE "C"
) WITH (fillfactor = 70);

CREATE FUNCTION drop_uses_of_removed_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM key_uses USING removed WHERE key_uses.app_id = removed.app_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER api_keys_unused AFTER DELETE ON api_keys REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION drop_uses_of_removed_keys();

-- A request whose secret has been replaced by that of another request gets none again.
ALTER TABLE idempotency ADD COLUMN superseded boolean NOT NULL DEFAULT false;

CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deployment text   COLLATE "C" NOT NULL,
    at         bigint NOT NULL,
    principal  text   COLLATE "C" NOT NULL,
    action     text   COLLATE "C" NOT NULL,
    app_id     text   COLLATE "C" NOT NULL,
    note       text   COLLATE "C" NOT NULL,
    -- The difference: in short, and the endpoints that came and went.
    changes    jsonb  NOT NULL,
    sets       jsonb
);

CREATE INDEX audit_by_deployment ON audit (deployment, id);
CREATE INDEX audit_by_key ON audit (deployment, app_id, id);
