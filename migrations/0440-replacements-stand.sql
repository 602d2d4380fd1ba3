-- Which school took the place of which, one for one, is asked by every run and every school's page and changes only
-- with an import: it is worked out then (0410) and stands in a table of its own.
ALTER VIEW school_replacements RENAME TO school_replacements_by_links;

CREATE TABLE school_replacements (
  urn integer PRIMARY KEY,
  replaced integer NOT NULL,
  name text,
  until date
);
INSERT INTO school_replacements SELECT urn, replaced, name, until FROM school_replacements_by_links;
GRANT SELECT ON school_replacements TO alongside_app;
GRANT SELECT, INSERT, DELETE ON school_replacements TO alongside_system;
CREATE TRIGGER data_state AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON school_replacements
  FOR EACH STATEMENT EXECUTE FUNCTION published_data_changed('derived');

-- Writes only what differs, and nothing where nothing does.
CREATE FUNCTION renew_school_replacements() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE TEMP TABLE replacements_now ON COMMIT DROP AS
    SELECT urn, replaced, name, until FROM school_replacements_by_links;
  IF EXISTS (TABLE school_replacements EXCEPT TABLE replacements_now) THEN
    DELETE FROM school_replacements r USING (TABLE school_replacements EXCEPT TABLE replacements_now) gone
      WHERE r.urn = gone.urn;
  END IF;
  IF EXISTS (TABLE replacements_now EXCEPT TABLE school_replacements) THEN
    INSERT INTO school_replacements (TABLE replacements_now EXCEPT TABLE school_replacements);
  END IF;
  DROP TABLE replacements_now;
END $$;
REVOKE ALL ON FUNCTION renew_school_replacements FROM public;
GRANT EXECUTE ON FUNCTION renew_school_replacements TO alongside_system;
