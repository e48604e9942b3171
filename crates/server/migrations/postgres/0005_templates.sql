-- Sets of endpoints that were saved under a name, to start keys from.

CREATE TABLE templates (
    deployment text   COLLATE "C" NOT NULL,
    name       text   COLLATE "C" NOT NULL,
    updated_at bigint NOT NULL,
    -- An array of endpoints.
    endpoints  jsonb  NOT NULL,
    PRIMARY KEY (deployment, name)
);
