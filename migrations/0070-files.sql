-- Files that the platform keeps: what somebody uploaded, what Alongside made. The bytes lie in the data folder
-- under the row's id; they are never changed, only removed with their row.
CREATE TABLE files (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisations,
  person_id uuid,
  name text NOT NULL CHECK (name <> ''),
  -- What the bytes are, by their content; never by what the sender or the name says.
  kind text NOT NULL CHECK (kind IN ('text', 'xlsx', 'xls', 'docx', 'pdf', 'png', 'jpeg')),
  bytes bigint NOT NULL CHECK (bytes > 0),
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  kept_until timestamptz,
  UNIQUE (organisation_id, id),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX files_due ON files (kept_until) WHERE kept_until IS NOT NULL;
SELECT protect('files');

-- The bytes go once the deletion of the row has been committed, whoever deletes it.
CREATE FUNCTION remove_bytes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM add_job('files.remove', json_build_object('id', OLD.id));
  RETURN NULL;
END $$;
CREATE TRIGGER remove_bytes AFTER DELETE ON files FOR EACH ROW EXECUTE FUNCTION remove_bytes();
