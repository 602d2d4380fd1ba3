-- The schools that one person keeps an eye on, and when they last looked. Personal, so it has no trail.
CREATE TABLE watched_schools (
  organisation_id uuid NOT NULL REFERENCES organisations,
  person_id uuid NOT NULL,
  urn integer NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (organisation_id, person_id, urn),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
SELECT protect('watched_schools', audited => false);
