-- The set of endpoints is unpacked whenever a key is used, and lz4 does that several times faster than the default. Sets
-- that are stored already stay as they are until they change. Where PostgreSQL was built without lz4 the default stays.
DO $$
BEGIN
    ALTER TABLE api_keys ALTER COLUMN access SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
