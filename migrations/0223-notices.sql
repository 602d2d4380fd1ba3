-- What a school may see of its own category: the organisation's settings, and each notice that a person
-- released, word for word as the school reads it.
CREATE TABLE notice_settings (
  organisation_id uuid PRIMARY KEY REFERENCES organisations,
  shows text NOT NULL CHECK (shows IN ('nothing', 'kind of support', 'own words')),
  -- Category → the organisation's own words for it.
  words jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1
);
SELECT protect('notice_settings');

CREATE TABLE school_notices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  decision_id uuid NOT NULL,
  academic_year text NOT NULL,
  term text NOT NULL,
  words text NOT NULL CHECK (words <> ''),
  -- Why it went out on a day on which a first notice does not.
  override_reason text CHECK (override_reason <> ''),
  released_by uuid NOT NULL,
  released_on date NOT NULL,
  released_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  withdrawn_by uuid,
  withdrawn_on date,
  withdrawn_why text CHECK (withdrawn_why <> ''),
  version integer NOT NULL DEFAULT 1,
  CHECK ((withdrawn_on IS NULL) = (withdrawn_by IS NULL)),
  CHECK ((withdrawn_on IS NULL) = (withdrawn_why IS NULL)),
  UNIQUE (organisation_id, decision_id),
  FOREIGN KEY (organisation_id, decision_id) REFERENCES category_decisions (organisation_id, id),
  FOREIGN KEY (organisation_id, released_by) REFERENCES people (organisation_id, id),
  FOREIGN KEY (organisation_id, withdrawn_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX school_notices_school ON school_notices (organisation_id, urn);
SELECT protect('school_notices');
REVOKE DELETE ON school_notices FROM alongside_app;
