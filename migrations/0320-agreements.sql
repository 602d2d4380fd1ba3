-- Agreements: who supports which school, for what, how long and for how much; and the running record of it.
CREATE TABLE agreements (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  need_id uuid NOT NULL,
  supporter_id uuid NOT NULL,
  urn integer NOT NULL,
  objectives text NOT NULL CHECK (objectives <> ''),
  measures text NOT NULL CHECK (measures <> ''),
  pattern text,
  half_days integer NOT NULL CHECK (half_days BETWEEN 1 AND 400),
  rate text NOT NULL CHECK (rate <> ''),
  -- Pence a day; even, so that half a day is a whole number of pence.
  rate_pence integer NOT NULL CHECK (rate_pence BETWEEN 0 AND 1000000 AND rate_pence % 2 = 0),
  supply_cover_pence integer NOT NULL DEFAULT 0 CHECK (supply_cover_pence BETWEEN 0 AND 100000000),
  cost_pence integer NOT NULL GENERATED ALWAYS AS (half_days * (rate_pence / 2) + supply_cover_pence) STORED,
  fund text NOT NULL CHECK (fund <> ''),
  confidentiality text NOT NULL CHECK (confidentiality <> ''),
  exit_strategy text NOT NULL CHECK (exit_strategy <> ''),
  starts_on date NOT NULL,
  -- Always finite (source 002, Evaluation of impact).
  ends_on date NOT NULL CHECK (ends_on >= starts_on),
  state text NOT NULL DEFAULT 'proposed'
    CHECK (state IN ('proposed', 'approved', 'signed', 'active', 'paused', 'completed', 'ended early', 'cancelled')),
  state_reason text,
  state_on date,
  proposed_by uuid NOT NULL,
  -- When it was sent for approval; a change of its terms takes that back.
  sent_at timestamptz,
  approved_by uuid,
  approved_at timestamptz,
  approval_note text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- The cost is approved before anything is agreed (source 001 §2.1.1), and never by its proposer.
  CHECK (state IN ('proposed', 'cancelled') OR approved_by IS NOT NULL),
  CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
  CHECK (approved_by IS NULL OR sent_at IS NOT NULL),
  CHECK (approved_by <> proposed_by),
  CHECK (state NOT IN ('paused', 'ended early', 'cancelled') OR coalesce(state_reason, '') <> ''),
  UNIQUE (organisation_id, id),
  FOREIGN KEY (organisation_id, need_id) REFERENCES needs (organisation_id, id),
  FOREIGN KEY (organisation_id, supporter_id) REFERENCES supporters (organisation_id, id),
  FOREIGN KEY (organisation_id, proposed_by) REFERENCES people (organisation_id, id),
  FOREIGN KEY (organisation_id, approved_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX agreements_supporter ON agreements (organisation_id, supporter_id);
CREATE INDEX agreements_school ON agreements (organisation_id, urn);
-- A need leads to one agreement at a time.
CREATE UNIQUE INDEX agreements_need ON agreements (organisation_id, need_id)
  WHERE state NOT IN ('completed', 'ended early', 'cancelled');
SELECT protect('agreements');

-- The agreement's half days by academic year: what is set against the days the supporter offers.
CREATE TABLE agreement_days (
  organisation_id uuid NOT NULL,
  agreement_id uuid NOT NULL,
  academic_year text NOT NULL CHECK (academic_year ~ '^\d{4}-\d{2}$'),
  half_days integer NOT NULL CHECK (half_days >= 0),
  PRIMARY KEY (organisation_id, agreement_id, academic_year),
  FOREIGN KEY (organisation_id, agreement_id) REFERENCES agreements (organisation_id, id)
);
SELECT protect('agreement_days');

CREATE TABLE agreement_signatures (
  organisation_id uuid NOT NULL,
  agreement_id uuid NOT NULL,
  party text NOT NULL CHECK (party IN ('supporter', 'receiving head', 'adviser')),
  person_id uuid NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, agreement_id, party),
  -- Nobody signs for two parties.
  UNIQUE (organisation_id, agreement_id, person_id),
  FOREIGN KEY (organisation_id, agreement_id) REFERENCES agreements (organisation_id, id),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
SELECT protect('agreement_signatures');

-- The running record. (The name "sessions" alone would be taken for those of signed-in people.)
CREATE TABLE support_sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  agreement_id uuid NOT NULL,
  -- The day planned; once held, the day it was held.
  session_on date NOT NULL,
  half_days integer NOT NULL CHECK (half_days BETWEEN 1 AND 10),
  state text NOT NULL CHECK (state IN ('planned', 'held', 'missed')),
  missed_by text CHECK (missed_by IN ('supporter', 'school', 'both', 'neither')),
  missed_why text,
  done text,
  changed text,
  actions text,
  recorded_by uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (state <> 'held' OR coalesce(done, '') <> ''),
  CHECK ((state = 'missed') = (missed_by IS NOT NULL)),
  CHECK (state <> 'missed' OR coalesce(missed_why, '') <> ''),
  FOREIGN KEY (organisation_id, agreement_id) REFERENCES agreements (organisation_id, id),
  FOREIGN KEY (organisation_id, recorded_by) REFERENCES people (organisation_id, id)
);
CREATE INDEX support_sessions_agreement ON support_sessions (organisation_id, agreement_id, session_on);
SELECT protect('support_sessions');

INSERT INTO allowed_state_changes (kind, from_state, to_state) VALUES
  ('agreement', '', 'proposed'), ('agreement', 'proposed', 'approved'), ('agreement', 'proposed', 'cancelled'),
  ('agreement', 'approved', 'signed'), ('agreement', 'approved', 'cancelled'), ('agreement', 'signed', 'active'),
  ('agreement', 'signed', 'cancelled'), ('agreement', 'active', 'paused'), ('agreement', 'paused', 'active'),
  ('agreement', 'active', 'completed'), ('agreement', 'active', 'ended early'), ('agreement', 'paused', 'ended early'),
  ('session', '', 'planned'), ('session', '', 'held'), ('session', '', 'missed'),
  ('session', 'planned', 'held'), ('session', 'planned', 'missed');
CREATE CONSTRAINT TRIGGER state_change AFTER INSERT OR UPDATE OF state ON agreements
  FOR EACH ROW EXECUTE FUNCTION check_state_change('agreement');
CREATE CONSTRAINT TRIGGER state_change AFTER INSERT OR UPDATE OF state ON support_sessions
  FOR EACH ROW EXECUTE FUNCTION check_state_change('session');

-- Days offered and days taken, by supporter and academic year. Approval takes days; an agreement that has
-- ended keeps only the days that were held; a cancelled one keeps none. offered is null when nothing was said.
CREATE VIEW supporter_days WITH (security_invoker = true) AS
  SELECT organisation_id, supporter_id, academic_year,
    sum(offered)::integer AS offered, coalesce(sum(committed), 0)::integer AS committed
  FROM (
    SELECT organisation_id, supporter_id, academic_year, half_days AS offered, NULL::integer AS committed
      FROM supporter_availability
    UNION ALL
    SELECT a.organisation_id, a.supporter_id, d.academic_year, NULL, d.half_days
      FROM agreements a JOIN agreement_days d ON d.organisation_id = a.organisation_id AND d.agreement_id = a.id
      WHERE a.state IN ('approved', 'signed', 'active', 'paused')
    UNION ALL
    SELECT a.organisation_id, a.supporter_id, academic_year_of(s.session_on), NULL, s.half_days
      FROM agreements a JOIN support_sessions s ON s.organisation_id = a.organisation_id AND s.agreement_id = a.id
      WHERE a.state IN ('completed', 'ended early') AND s.state = 'held'
  ) rows GROUP BY organisation_id, supporter_id, academic_year;
GRANT SELECT ON supporter_days TO alongside_app, alongside_system;

CREATE FUNCTION check_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  short record;
BEGIN
  -- What was approved is what is signed: terms stand still from the approval on.
  IF TG_OP = 'UPDATE' AND OLD.state <> 'proposed' AND
    (OLD.need_id, OLD.supporter_id, OLD.urn, OLD.objectives, OLD.measures, OLD.pattern, OLD.half_days, OLD.rate, OLD.rate_pence,
     OLD.supply_cover_pence, OLD.fund, OLD.confidentiality, OLD.exit_strategy, OLD.starts_on, OLD.ends_on, OLD.approved_by)
    IS DISTINCT FROM
    (NEW.need_id, NEW.supporter_id, NEW.urn, NEW.objectives, NEW.measures, NEW.pattern, NEW.half_days, NEW.rate, NEW.rate_pence,
     NEW.supply_cover_pence, NEW.fund, NEW.confidentiality, NEW.exit_strategy, NEW.starts_on, NEW.ends_on, NEW.approved_by)
  THEN
    RAISE EXCEPTION 'the terms of an approved agreement do not change' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'approved' AND (TG_OP = 'INSERT' OR OLD.state <> 'approved') THEN
    IF NEW.half_days <> (SELECT coalesce(sum(half_days), 0) FROM agreement_days d
      WHERE d.organisation_id = NEW.organisation_id AND d.agreement_id = NEW.id) THEN
      RAISE EXCEPTION 'the days by academic year are not the days of the agreement' USING ERRCODE = 'check_violation';
    END IF;
    -- One at a time for a supporter: the second then sees what the first has taken.
    PERFORM FROM supporters WHERE organisation_id = NEW.organisation_id AND id = NEW.supporter_id FOR UPDATE;
    SELECT v.* INTO short FROM supporter_days v
      JOIN agreement_days d ON d.organisation_id = v.organisation_id AND d.agreement_id = NEW.id AND d.academic_year = v.academic_year
      WHERE v.organisation_id = NEW.organisation_id AND v.supporter_id = NEW.supporter_id
        AND d.half_days > 0 AND v.committed > coalesce(v.offered, 0) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'the supporter has not so many days free in %', short.academic_year USING ERRCODE = 'check_violation', CONSTRAINT = 'days_free';
    END IF;
  END IF;
  IF NEW.state IN ('signed', 'active', 'paused', 'completed', 'ended early') AND 3 <> (SELECT count(*) FROM agreement_signatures s
    WHERE s.organisation_id = NEW.organisation_id AND s.agreement_id = NEW.id) THEN
    RAISE EXCEPTION 'an agreement needs three signatures' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER agreement AFTER INSERT OR UPDATE ON agreements
  FOR EACH ROW EXECUTE FUNCTION check_agreement();

CREATE FUNCTION check_agreement_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM agreements WHERE organisation_id = coalesce(NEW.organisation_id, OLD.organisation_id)
    AND id = coalesce(NEW.agreement_id, OLD.agreement_id)) <> 'proposed' THEN
    RAISE EXCEPTION 'the days of an approved agreement do not change' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER agreement_days AFTER INSERT OR UPDATE OR DELETE ON agreement_days
  FOR EACH ROW EXECUTE FUNCTION check_agreement_days();

CREATE FUNCTION check_signature() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  a agreements;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'a signature is not changed or taken back' USING ERRCODE = 'check_violation';
  END IF;
  SELECT * INTO a FROM agreements WHERE organisation_id = NEW.organisation_id AND id = NEW.agreement_id FOR UPDATE;
  IF a.state <> 'approved' THEN
    RAISE EXCEPTION 'only an agreement whose cost is approved can be signed' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.party = 'supporter' AND NEW.person_id <> (SELECT person_id FROM supporters
    WHERE organisation_id = NEW.organisation_id AND id = a.supporter_id) THEN
    RAISE EXCEPTION 'the supporter signs in person' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER signature AFTER INSERT OR UPDATE OR DELETE ON agreement_signatures
  FOR EACH ROW EXECUTE FUNCTION check_signature();
