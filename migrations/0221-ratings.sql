-- How a school is getting on, as an officer sees it: red, amber or green, the way it is going, and why. None is
-- ever changed: the newest version stands, the others are its history.
CREATE TABLE ratings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  academic_year text NOT NULL CHECK (academic_year ~ '^\d{4}-\d{2}$'),
  term text NOT NULL CHECK (term IN ('autumn', 'spring', 'summer')),
  rating text NOT NULL CHECK (rating IN ('red', 'amber', 'green')),
  direction text NOT NULL CHECK (direction IN ('improving', 'steady', 'declining')),
  rationale text NOT NULL CHECK (rationale <> ''),
  in_moderation boolean NOT NULL DEFAULT false,
  rated_by uuid NOT NULL,
  rated_on date NOT NULL,
  rated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (organisation_id, urn, version),
  FOREIGN KEY (organisation_id, rated_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX ratings_term ON ratings (organisation_id, academic_year, term);
SELECT protect('ratings');
REVOKE UPDATE, DELETE ON ratings FROM alongside_app;
