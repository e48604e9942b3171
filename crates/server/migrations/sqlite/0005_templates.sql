-- Sets of endpoints that were saved under a name, to start keys from.

CREATE TABLE templates (
    deployment TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    -- A JSON array of endpoints.
    endpoints  TEXT    NOT NULL,
    PRIMARY KEY (deployment, name)
) STRICT;
