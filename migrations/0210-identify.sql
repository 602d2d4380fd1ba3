-- What an organisation itself knows of a school and criteria ask about: who leads it, what its officers
-- worry about, what it asked for; and the runs of the criteria with every answer.

-- Dated headships. Personnel data of one organisation, not open data. A row without a date of appointment
-- says that there is a head and nobody knows since when.
CREATE TABLE headships (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('substantive', 'acting', 'interim', 'executive', 'vacant')),
  started_on date,
  ended_on date CHECK (ended_on >= started_on),
  first_headship boolean,
  source text NOT NULL CHECK (source <> ''),
  recorded_by uuid,
  recorded_on date NOT NULL,
  version integer NOT NULL DEFAULT 1,
  FOREIGN KEY (organisation_id, recorded_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX headships_school ON headships (organisation_id, urn);
SELECT protect('headships');

CREATE TABLE officer_concerns (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('at risk', 'needs support')),
  why text NOT NULL CHECK (why <> ''),
  raised_by uuid,
  raised_on date NOT NULL,
  ended_on date CHECK (ended_on >= raised_on),
  ended_why text,
  version integer NOT NULL DEFAULT 1,
  CHECK ((ended_on IS NULL) = (ended_why IS NULL)),
  FOREIGN KEY (organisation_id, raised_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX officer_concerns_school ON officer_concerns (organisation_id, urn);
SELECT protect('officer_concerns');

CREATE TABLE support_requests (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  purpose text NOT NULL CHECK (purpose <> ''),
  -- How long it is wanted for, in the school's words.
  period text,
  asked_by uuid,
  asked_on date NOT NULL,
  ended_on date CHECK (ended_on >= asked_on),
  ended_why text,
  version integer NOT NULL DEFAULT 1,
  CHECK ((ended_on IS NULL) = (ended_why IS NULL)),
  FOREIGN KEY (organisation_id, asked_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX support_requests_school ON support_requests (organisation_id, urn);
SELECT protect('support_requests');

-- One run of a pack's criteria over the organisation's schools.
CREATE TABLE identification_runs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  adopted_pack_id uuid NOT NULL,
  as_at date NOT NULL,
  -- Results years that stood for "this year": {"ks2": 2025, "ks4": 2025, "any": 2025}.
  years jsonb NOT NULL,
  -- [{"id": …, "name": …}] in the pack's order: the list stays readable when the pack has moved on.
  criteria jsonb NOT NULL,
  schools integer NOT NULL CHECK (schools >= 0),
  -- The newest import whose figures the run could see: with pack and date it makes the run reproducible.
  last_import_id integer,
  run_by uuid,
  run_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, id),
  FOREIGN KEY (organisation_id, adopted_pack_id) REFERENCES adopted_packs (organisation_id, id),
  FOREIGN KEY (organisation_id, run_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX identification_runs_recent ON identification_runs (organisation_id, run_at DESC);
SELECT protect('identification_runs');
REVOKE UPDATE, DELETE ON identification_runs FROM alongside_app;

-- Derived from evidence, pack and date, so a trail of its own would only repeat the run.
CREATE TABLE identification_results (
  organisation_id uuid NOT NULL,
  run_id uuid NOT NULL,
  urn integer NOT NULL,
  criterion text NOT NULL,
  answer text NOT NULL CHECK (answer IN ('met', 'not met', 'unknown')),
  sentence text NOT NULL CHECK (sentence <> ''),
  evidence jsonb NOT NULL CHECK (jsonb_array_length(evidence) > 0),
  PRIMARY KEY (run_id, urn, criterion),
  FOREIGN KEY (organisation_id, run_id) REFERENCES identification_runs (organisation_id, id)
);
CREATE INDEX identification_results_answer ON identification_results (run_id, answer, criterion);
SELECT protect('identification_results', audited => false);
REVOKE UPDATE, DELETE ON identification_results FROM alongside_app;
