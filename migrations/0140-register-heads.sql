-- When the register named another head: published data, so shared by the installation. Written by the trigger
-- alone; the names are those of the register's own files. A file whose head differs only by title or blanks
-- tells of the same person.
CREATE TABLE register_head_changes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  urn integer NOT NULL,
  before text NOT NULL,
  after text NOT NULL,
  -- The dates of the register that named the one and then the other; the change lies between them.
  seen_before date,
  seen_after date,
  import_id integer NOT NULL
);
CREATE INDEX register_head_changes_school ON register_head_changes (urn);

CREATE FUNCTION head_as_person(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(lower(trim(name)), '^(mr|mrs|miss|ms|mx|dr|sir|dame|rev|reverend|sister|father|prof|professor)\.?\s+', ''), '\s+', ' ', 'g')
$$;

CREATE FUNCTION note_head_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Undoing an import puts back what an earlier one wrote: then nothing has changed after all.
  IF NEW.import_id < OLD.import_id THEN
    DELETE FROM register_head_changes WHERE urn = NEW.urn AND import_id = OLD.import_id;
  ELSE
    INSERT INTO register_head_changes (urn, before, after, seen_before, seen_after, import_id)
    VALUES (NEW.urn, OLD.head_name, NEW.head_name, OLD.data_date, NEW.data_date, NEW.import_id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER head_change AFTER UPDATE OF head_name ON schools FOR EACH ROW
  WHEN (OLD.head_name IS DISTINCT FROM NEW.head_name AND head_as_person(OLD.head_name) <> head_as_person(NEW.head_name))
  EXECUTE FUNCTION note_head_change();

GRANT SELECT ON register_head_changes TO alongside_app, alongside_system;
GRANT INSERT, DELETE ON register_head_changes TO alongside_system;

-- Changes in the register of which somebody of an organisation said that they are no new head. A new head is
-- recorded as a headship.
CREATE TABLE head_changes_dismissed (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  change_id integer NOT NULL,
  why text,
  dismissed_by uuid,
  dismissed_on date NOT NULL,
  UNIQUE (organisation_id, change_id),
  FOREIGN KEY (organisation_id, dismissed_by) REFERENCES people (organisation_id, id)
);
SELECT protect('head_changes_dismissed');
