-- Which category a school is in, term by term: the year's dates as the organisation keeps them, what the
-- pack's categories propose for each school, and what people decided.

-- One row a year, so that its dates are saved together. What is not known stays empty.
CREATE TABLE school_years (
  organisation_id uuid NOT NULL REFERENCES organisations,
  academic_year text NOT NULL CHECK (academic_year ~ '^\d{4}-\d{2}$'),
  autumn_starts date,
  autumn_ends date CHECK (autumn_ends > autumn_starts),
  autumn_ratings_due date,
  spring_starts date CHECK (spring_starts > autumn_ends),
  spring_ends date CHECK (spring_ends > spring_starts),
  spring_ratings_due date,
  summer_starts date CHECK (summer_starts > spring_ends),
  summer_ends date CHECK (summer_ends > summer_starts),
  summer_ratings_due date,
  version integer NOT NULL DEFAULT 1,
  CHECK ((autumn_starts IS NULL) = (autumn_ends IS NULL)),
  CHECK ((spring_starts IS NULL) = (spring_ends IS NULL)),
  CHECK ((summer_starts IS NULL) = (summer_ends IS NULL)),
  PRIMARY KEY (organisation_id, academic_year)
);
SELECT protect('school_years');

-- One time of trying the categories of a pack over the organisation's schools.
CREATE TABLE category_rounds (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  adopted_pack_id uuid NOT NULL,
  academic_year text NOT NULL CHECK (academic_year ~ '^\d{4}-\d{2}$'),
  term text NOT NULL CHECK (term IN ('autumn', 'spring', 'summer')),
  as_at date NOT NULL,
  years jsonb NOT NULL,
  -- [{"id", "name", "kindOfSupport", "minimumDays"}] in the pack's order: readable when the pack has moved on.
  categories jsonb NOT NULL CHECK (jsonb_array_length(categories) > 0),
  schools integer NOT NULL CHECK (schools >= 0),
  last_import_id integer,
  proposed_by uuid,
  proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (organisation_id, id),
  FOREIGN KEY (organisation_id, adopted_pack_id) REFERENCES adopted_packs (organisation_id, id),
  FOREIGN KEY (organisation_id, proposed_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX category_rounds_term ON category_rounds (organisation_id, academic_year, term, proposed_at DESC);
SELECT protect('category_rounds');
REVOKE UPDATE, DELETE ON category_rounds FROM alongside_app;

-- Derived from evidence, pack and date, as the answers of a run are.
CREATE TABLE category_proposals (
  organisation_id uuid NOT NULL,
  round_id uuid NOT NULL,
  urn integer NOT NULL,
  -- unknown: a figure is missing, so a person has to decide. outside: no category of the pack is for such a school.
  outcome text NOT NULL CHECK (outcome IN ('proposed', 'unknown', 'outside')),
  category text,
  sentence text NOT NULL CHECK (sentence <> ''),
  evidence jsonb NOT NULL,
  CHECK ((outcome = 'proposed') = (category IS NOT NULL)),
  PRIMARY KEY (round_id, urn),
  FOREIGN KEY (organisation_id, round_id) REFERENCES category_rounds (organisation_id, id)
);
CREATE INDEX category_proposals_school ON category_proposals (organisation_id, urn);
SELECT protect('category_proposals', audited => false);
REVOKE UPDATE, DELETE ON category_proposals FROM alongside_app;

-- What people decided, one row a decision and none ever changed: the newest version of a term stands, the
-- others are its history. Of two people who decide from the same version, the second is told.
CREATE TABLE category_decisions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  academic_year text NOT NULL CHECK (academic_year ~ '^\d{4}-\d{2}$'),
  term text NOT NULL CHECK (term IN ('autumn', 'spring', 'summer')),
  version integer NOT NULL CHECK (version >= 1),
  -- The round whose proposal was in view.
  round_id uuid NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('confirmed', 'overridden', 'deferred')),
  -- As the pack said it on that day; a deferral has none.
  category text,
  category_name text,
  kind_of_support text,
  minimum_days integer CHECK (minimum_days >= 1),
  reason text CHECK (reason <> ''),
  -- A deferral comes back on this day.
  until date,
  -- prepared: by somebody who may only prepare; somebody with the full right signs it off.
  state text NOT NULL CHECK (state IN ('prepared', 'final')),
  in_moderation boolean NOT NULL DEFAULT false,
  prepared_by uuid,
  decided_by uuid NOT NULL,
  decided_on date NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((outcome = 'deferred') = (until IS NOT NULL)),
  CHECK ((outcome = 'deferred') = (category IS NULL)),
  CHECK ((category IS NULL) = (category_name IS NULL)),
  CHECK ((category IS NULL) = (kind_of_support IS NULL)),
  CHECK ((category IS NULL) = (minimum_days IS NULL)),
  CHECK (outcome = 'confirmed' OR reason IS NOT NULL),
  UNIQUE (organisation_id, id),
  UNIQUE (organisation_id, urn, academic_year, term, version),
  FOREIGN KEY (organisation_id, round_id) REFERENCES category_rounds (organisation_id, id),
  FOREIGN KEY (organisation_id, prepared_by) REFERENCES people (organisation_id, id),
  FOREIGN KEY (organisation_id, decided_by) REFERENCES people (organisation_id, id)
);
SELECT protect('category_decisions');
REVOKE UPDATE, DELETE ON category_decisions FROM alongside_app;
