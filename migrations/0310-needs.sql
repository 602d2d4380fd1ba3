-- Needs: what a school needs from somebody else, when, and how it goes on until somebody is placed there.
CREATE TABLE needs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  comes_from text NOT NULL CHECK (comes_from IN ('criterion', 'plan objective', 'review', 'school request', 'officer')),
  reason text NOT NULL CHECK (reason <> ''),
  themes text[] NOT NULL DEFAULT '{}',
  phase text NOT NULL,
  -- Kinds of supporter that will do; none named means any.
  designations text[] NOT NULL DEFAULT '{}',
  half_days integer NOT NULL CHECK (half_days BETWEEN 1 AND 400),
  starts_on date NOT NULL,
  ends_on date NOT NULL CHECK (ends_on >= starts_on),
  ways_of_working text,
  not_same_town boolean NOT NULL DEFAULT false,
  other_limits text,
  state text NOT NULL DEFAULT 'draft'
    CHECK (state IN ('draft', 'open', 'shortlisted', 'offered', 'agreed', 'placed', 'withdrawn', 'unmet')),
  state_reason text,
  created_by uuid,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (state NOT IN ('withdrawn', 'unmet') OR coalesce(state_reason, '') <> ''),
  UNIQUE (organisation_id, id),
  FOREIGN KEY (organisation_id, created_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX needs_school ON needs (organisation_id, urn);
CREATE INDEX needs_state ON needs (organisation_id, state);
SELECT protect('needs');

INSERT INTO allowed_state_changes (kind, from_state, to_state) VALUES
  ('need', '', 'draft'), ('need', 'draft', 'open'), ('need', 'draft', 'withdrawn'),
  ('need', 'open', 'shortlisted'), ('need', 'open', 'withdrawn'), ('need', 'open', 'unmet'),
  ('need', 'shortlisted', 'open'), ('need', 'shortlisted', 'offered'), ('need', 'shortlisted', 'withdrawn'),
  ('need', 'shortlisted', 'unmet'), ('need', 'offered', 'shortlisted'), ('need', 'offered', 'agreed'),
  ('need', 'agreed', 'open'), ('need', 'agreed', 'placed'), ('need', 'placed', 'open'), ('need', 'unmet', 'open');
CREATE CONSTRAINT TRIGGER state_change AFTER INSERT OR UPDATE OF state ON needs
  FOR EACH ROW EXECUTE FUNCTION check_state_change('need');

-- Who was chosen from the shortlist, by whom; and who set a warning aside, and why.
CREATE TABLE need_choices (
  organisation_id uuid NOT NULL,
  need_id uuid NOT NULL,
  supporter_id uuid NOT NULL,
  -- The warnings that stood when the choice was made, each in a sentence.
  warnings text[] NOT NULL DEFAULT '{}',
  reason text,
  chosen_by uuid NOT NULL,
  chosen_at timestamptz NOT NULL DEFAULT now(),
  -- A warning is never set aside without a reason.
  CHECK (cardinality(warnings) = 0 OR coalesce(reason, '') <> ''),
  PRIMARY KEY (organisation_id, need_id, supporter_id),
  FOREIGN KEY (organisation_id, need_id) REFERENCES needs (organisation_id, id),
  FOREIGN KEY (organisation_id, supporter_id) REFERENCES supporters (organisation_id, id),
  FOREIGN KEY (organisation_id, chosen_by) REFERENCES people (organisation_id, id)
);
SELECT protect('need_choices');
