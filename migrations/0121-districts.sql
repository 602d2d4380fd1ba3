-- How each school of an organisation came into its area: by a file, a rule or hand; the rules, which are applied
-- again after the register changes; and what each assignment changed, so that the last can be undone.
ALTER TABLE organisation_schools ADD COLUMN area_by text CHECK (area_by IN ('file', 'rule', 'hand'));

-- Bringing in a register touches thousands of these rows; only a change of area is somebody's decision.
CREATE TRIGGER audit_area AFTER UPDATE OF area_id ON organisation_schools FOR EACH ROW
  WHEN (OLD.area_id IS DISTINCT FROM NEW.area_id) EXECUTE FUNCTION record_audit();

-- Schools whose register says `value` in `field` lie in this area.
CREATE TABLE area_rules (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  area_id uuid NOT NULL,
  field text NOT NULL CHECK (field IN ('ward', 'postcode', 'town', 'district', 'constituency', 'authority')),
  value text NOT NULL CHECK (value <> ''),
  UNIQUE (organisation_id, field, value),
  FOREIGN KEY (organisation_id, area_id) REFERENCES areas (organisation_id, id)
);
SELECT protect('area_rules');

-- One row an assignment. plan holds what a file or a form said: it waits there until it is applied or given up.
CREATE TABLE area_assignments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  person_id uuid,
  how text NOT NULL CHECK (how IN ('file', 'rule', 'hand')),
  summary text NOT NULL,
  plan jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL CHECK (state IN ('waiting', 'applied', 'given up', 'undone')),
  at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, id)
);
CREATE INDEX area_assignments_last ON area_assignments (organisation_id, sequence DESC);
-- What it changes is in the audit record school by school, and rule by rule.
SELECT protect('area_assignments', audited => false);

CREATE TABLE area_assignment_schools (
  organisation_id uuid NOT NULL,
  assignment_id uuid NOT NULL,
  urn integer NOT NULL,
  before_area_id uuid,
  before_by text,
  after_area_id uuid,
  PRIMARY KEY (organisation_id, assignment_id, urn),
  FOREIGN KEY (organisation_id, assignment_id) REFERENCES area_assignments (organisation_id, id)
);
SELECT protect('area_assignment_schools', audited => false);
