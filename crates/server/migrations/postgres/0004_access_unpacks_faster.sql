-- The set of endpoints is unpacked whenever a key is used. It is kept in its row where it fits into a page, so that it is
-- not fetched from elsewhere, and lz4 unpacks it several times faster than the default. Sets that are stored already stay
-- as they are until they change. Where PostgreSQL was built without lz4 the default stays.
ALTER TABLE api_keys ALTER COLUMN access SET STORAGE MAIN;
DO $$
BEGIN
    ALTER TABLE api_keys ALTER COLUMN access SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
