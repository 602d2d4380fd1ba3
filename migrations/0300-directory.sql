-- The directory: who can help other schools, with what, when and how far from home. A supporter's name,
-- post, home school and contact details are the person's (people); everything else is here.

-- Which change of state is allowed, for every kind of record that has states. The same tables stand in the
-- rules files; a test walks both.
CREATE TABLE allowed_state_changes (
  kind text NOT NULL,
  from_state text NOT NULL, -- '' when the record is made
  to_state text NOT NULL,
  PRIMARY KEY (kind, from_state, to_state)
);
GRANT SELECT ON allowed_state_changes TO alongside_app, alongside_system;

CREATE FUNCTION check_state_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.state ELSE '' END;
BEGIN
  IF before <> NEW.state AND NOT EXISTS (
    SELECT FROM allowed_state_changes WHERE kind = TG_ARGV[0] AND from_state = before AND to_state = NEW.state
  ) THEN
    RAISE EXCEPTION 'a % cannot go from "%" to "%"', TG_ARGV[0], before, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- The academic year of a day: from 1 September to 31 August.
CREATE FUNCTION academic_year_of(day date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT academic_year((extract(year FROM day) + (extract(month FROM day) >= 9)::integer)::smallint) $$;

CREATE TABLE supporters (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  person_id uuid NOT NULL,
  phases text[] NOT NULL DEFAULT '{}',
  -- The pen portrait: own strengths, the school's strengths, where prepared to go.
  own_strengths text,
  school_strengths text,
  where_prepared text,
  ways_of_working text,
  outreach_day text CHECK (outreach_day IN ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday')),
  travel_limit_km integer CHECK (travel_limit_km BETWEEN 1 AND 1000),
  -- The home head's consent always has an end.
  consent_by text,
  consent_from date,
  consent_until date,
  last_confirmed_on date,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'archived')),
  state_reason text,
  -- What search by words looks at, without accents and capitals: kept by the directory's own writes.
  search_text text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((consent_by IS NULL) = (consent_until IS NULL)),
  CHECK (consent_from IS NULL OR consent_until IS NOT NULL),
  CHECK (consent_until >= consent_from),
  UNIQUE (organisation_id, id),
  UNIQUE (organisation_id, person_id),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX supporters_search ON supporters USING gin (search_text gin_trgm_ops);
SELECT protect('supporters');

INSERT INTO allowed_state_changes (kind, from_state, to_state) VALUES
  ('supporter', '', 'active'), ('supporter', 'active', 'paused'), ('supporter', 'paused', 'active'),
  ('supporter', 'active', 'archived'), ('supporter', 'paused', 'archived'), ('supporter', 'archived', 'active');
CREATE CONSTRAINT TRIGGER state_change AFTER INSERT OR UPDATE OF state ON supporters
  FOR EACH ROW EXECUTE FUNCTION check_state_change('supporter');

CREATE TABLE supporter_designations (
  organisation_id uuid NOT NULL,
  supporter_id uuid NOT NULL,
  designation text NOT NULL CHECK (designation <> ''),
  from_on date NOT NULL,
  awarding_body text,
  until_on date CHECK (until_on >= from_on),
  review_on date,
  state text NOT NULL DEFAULT 'in force' CHECK (state IN ('in force', 'under review', 'ended')),
  CHECK (state <> 'ended' OR until_on IS NOT NULL),
  PRIMARY KEY (organisation_id, supporter_id, designation, from_on),
  FOREIGN KEY (organisation_id, supporter_id) REFERENCES supporters (organisation_id, id)
);
SELECT protect('supporter_designations');

CREATE TABLE supporter_expertise (
  organisation_id uuid NOT NULL,
  supporter_id uuid NOT NULL,
  theme text NOT NULL CHECK (theme <> ''),
  rests_on text,
  PRIMARY KEY (organisation_id, supporter_id, theme),
  FOREIGN KEY (organisation_id, supporter_id) REFERENCES supporters (organisation_id, id)
);
SELECT protect('supporter_expertise');

-- Days offered, in half days. term '' is the whole academic year; the year's total is the sum of its rows.
CREATE TABLE supporter_availability (
  organisation_id uuid NOT NULL,
  supporter_id uuid NOT NULL,
  academic_year text NOT NULL CHECK (academic_year ~ '^\d{4}-\d{2}$'),
  term text NOT NULL DEFAULT '' CHECK (term IN ('', 'autumn', 'spring', 'summer')),
  half_days integer NOT NULL CHECK (half_days BETWEEN 0 AND 400),
  PRIMARY KEY (organisation_id, supporter_id, academic_year, term),
  FOREIGN KEY (organisation_id, supporter_id) REFERENCES supporters (organisation_id, id)
);
SELECT protect('supporter_availability');

CREATE TABLE supporter_checks (
  organisation_id uuid NOT NULL,
  supporter_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('DBS', 'safeguarding training')),
  checked_on date NOT NULL,
  expires_on date CHECK (expires_on >= checked_on),
  PRIMARY KEY (organisation_id, supporter_id, kind),
  FOREIGN KEY (organisation_id, supporter_id) REFERENCES supporters (organisation_id, id)
);
SELECT protect('supporter_checks');

CREATE TABLE supporter_interests (
  organisation_id uuid NOT NULL,
  supporter_id uuid NOT NULL,
  urn integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('governor', 'declared interest')),
  note text,
  PRIMARY KEY (organisation_id, supporter_id, urn, kind),
  FOREIGN KEY (organisation_id, supporter_id) REFERENCES supporters (organisation_id, id)
);
SELECT protect('supporter_interests');

-- A file of supporters on its way: read (dry run), then applied. Its text holds personal data and goes
-- when it is applied or given up.
CREATE TABLE supporter_files (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  person_id uuid NOT NULL,
  name text NOT NULL,
  content text,
  state text NOT NULL DEFAULT 'read' CHECK (state IN ('read', 'applied', 'given up')),
  result jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((state = 'read') = (content IS NOT NULL)),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
SELECT protect('supporter_files', audited => false);
