-- The platform's own ground: roles, the actor of a transaction, row-level security in one call,
-- the audit chain, one-time form keys, held forms, mail, files.
-- Roles are shared by every database of a cluster, so they may already be there.
DO $$
BEGIN
  -- An account that may not create roles can still use those that somebody made for it.
  IF to_regrole('alongside_app') IS NULL THEN
    BEGIN CREATE ROLE alongside_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
  IF to_regrole('alongside_system') IS NULL THEN
    BEGIN CREATE ROLE alongside_system NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
  -- A superuser may take any role; anybody else needs to be a member of it.
  IF NOT pg_has_role(current_user, 'alongside_app', 'MEMBER') THEN
    EXECUTE format('GRANT alongside_app TO %I', current_user);
  END IF;
  IF NOT pg_has_role(current_user, 'alongside_system', 'MEMBER') THEN
    EXECUTE format('GRANT alongside_system TO %I', current_user);
  END IF;
END $$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;

GRANT USAGE ON SCHEMA public TO alongside_app, alongside_system;

-- Who acts in this transaction. `asActor` sets these three; unset means nobody, and nobody sees nothing.
CREATE FUNCTION actor_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('alongside.organisation', true), '')::uuid $$;
CREATE FUNCTION actor_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('alongside.person', true), '')::uuid $$;
CREATE FUNCTION actor_reason() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('alongside.reason', true), '') $$;

CREATE TABLE organisations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (name <> ''),
  kind text NOT NULL CHECK (kind IN ('local authority', 'trust', 'alliance or hub', 'partnership')),
  authority_code integer CHECK (authority_code BETWEEN 100 AND 999),
  colour text CHECK (colour ~ '^#[0-9a-f]{6}$'),
  demonstration boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE areas (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  parent_id uuid,
  name text NOT NULL CHECK (name <> ''),
  kind text NOT NULL CHECK (kind IN ('county', 'area', 'district', 'locality')),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (organisation_id, id),
  UNIQUE (organisation_id, kind, name),
  FOREIGN KEY (organisation_id, parent_id) REFERENCES areas (organisation_id, id)
);

-- A person may exist without an account: a supporter whom the office registered.
CREATE TABLE people (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  user_id text,
  name text NOT NULL CHECK (name <> ''),
  email text,
  telephone text,
  post text,
  home_urn integer,
  left_on date,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, id)
);
CREATE UNIQUE INDEX people_user ON people (organisation_id, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX people_of_user ON people (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX people_name ON people USING gin (name gin_trgm_ops);

CREATE TABLE memberships (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL,
  scope_kind text NOT NULL CHECK (scope_kind IN ('all', 'area', 'network', 'school', 'record', 'own')),
  scope_id text CHECK ((scope_kind IN ('all', 'own')) = (scope_id IS NULL)),
  starts_on date NOT NULL DEFAULT current_date,
  ends_on date CHECK (ends_on >= starts_on),
  version integer NOT NULL DEFAULT 1,
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX memberships_person ON memberships (organisation_id, person_id);

-- The schools an organisation answers for, and the area each lies in.
CREATE TABLE organisation_schools (
  organisation_id uuid NOT NULL REFERENCES organisations,
  urn integer NOT NULL,
  area_id uuid,
  source text NOT NULL DEFAULT 'authority' CHECK (source IN ('authority', 'trust', 'file', 'hand')),
  PRIMARY KEY (organisation_id, urn),
  FOREIGN KEY (organisation_id, area_id) REFERENCES areas (organisation_id, id)
);
CREATE INDEX organisation_schools_area ON organisation_schools (organisation_id, area_id);

-- Append-only; each organisation's rows are chained by hash, and the head of the chain is kept apart so
-- that cutting off the tail shows too.
CREATE TABLE audit_heads (
  organisation_id uuid PRIMARY KEY,
  entries bigint NOT NULL,
  hash bytea NOT NULL
);
CREATE TABLE audit_entries (
  organisation_id uuid NOT NULL,
  sequence bigint NOT NULL,
  at timestamptz NOT NULL,
  person_id uuid,
  table_name text NOT NULL,
  row_key text NOT NULL,
  action text NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  old jsonb,
  new jsonb,
  reason text,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (organisation_id, sequence)
);
CREATE INDEX audit_entries_row ON audit_entries (organisation_id, table_name, row_key, sequence);

-- One function makes and checks the hash, so that the two cannot drift apart.
CREATE FUNCTION audit_hash(e audit_entries) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(e.previous_hash || convert_to(jsonb_build_array(
    e.organisation_id, e.sequence, extract(epoch FROM e.at)::text, e.person_id, e.table_name, e.row_key,
    e.action, e.old, e.new, e.reason)::text, 'UTF8'))
$$;

CREATE FUNCTION record_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  subject jsonb := coalesce(after, before);
  head audit_heads;
  entry audit_entries;
BEGIN
  IF before IS NOT DISTINCT FROM after THEN RETURN NULL; END IF;
  entry.organisation_id := coalesce(subject ->> 'organisation_id', CASE WHEN TG_TABLE_NAME = 'organisations' THEN subject ->> 'id' END)::uuid;
  -- The head's row lock makes a chain of concurrent writers.
  INSERT INTO audit_heads VALUES (entry.organisation_id, 0, sha256(''))
    ON CONFLICT (organisation_id) DO UPDATE SET entries = audit_heads.entries RETURNING * INTO head;
  entry.sequence := head.entries + 1;
  entry.at := clock_timestamp();
  entry.person_id := actor_person();
  entry.table_name := TG_TABLE_NAME;
  entry.row_key := coalesce(subject ->> 'id', subject ->> 'urn', '');
  entry.action := lower(TG_OP);
  entry.reason := actor_reason();
  IF TG_OP = 'UPDATE' THEN -- only what changed
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, after -> o.key) INTO entry.old, entry.new
      FROM jsonb_each(before) o WHERE o.value IS DISTINCT FROM after -> o.key;
  ELSE
    entry.old := before;
    entry.new := after;
  END IF;
  entry.previous_hash := head.hash;
  entry.hash := audit_hash(entry);
  INSERT INTO audit_entries VALUES (entry.*);
  UPDATE audit_heads SET entries = entry.sequence, hash = entry.hash WHERE organisation_id = entry.organisation_id;
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit record is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- What every table that holds an organisation's data needs, in one call: forced row-level security,
-- rights for the two restricted roles, and the audit trigger. `own` names the column that holds the
-- organisation (`id` for organisations themselves).
CREATE FUNCTION protect(name regclass, own text DEFAULT 'organisation_id', audited boolean DEFAULT true) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY organisation ON %s TO alongside_app USING (%I = (SELECT actor_organisation())) WITH CHECK (%I = (SELECT actor_organisation()))', name, own, own);
  EXECUTE format('CREATE POLICY system ON %s TO alongside_system USING (true) WITH CHECK (true)', name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO alongside_app, alongside_system', name);
  IF audited THEN
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION record_audit()', name);
  END IF;
END $$;

-- Forced row-level security binds a table's owner too, and the audit function runs as the owner:
-- it needs a policy of its own on the two tables that only it writes.
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
CREATE POLICY organisation ON audit_entries FOR SELECT TO alongside_app USING (organisation_id = (SELECT actor_organisation()));
CREATE POLICY organisation ON audit_heads FOR SELECT TO alongside_app USING (organisation_id = (SELECT actor_organisation()));
CREATE POLICY system ON audit_entries FOR SELECT TO alongside_system USING (true);
CREATE POLICY system ON audit_heads FOR SELECT TO alongside_system USING (true);
DO $$
BEGIN
  EXECUTE format('CREATE POLICY owner ON audit_entries TO %I USING (true) WITH CHECK (true)', current_user);
  EXECUTE format('CREATE POLICY owner ON audit_heads TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
GRANT SELECT ON audit_entries, audit_heads TO alongside_app, alongside_system;

SELECT protect('organisations', 'id');
SELECT protect('areas');
SELECT protect('people');
SELECT protect('memberships');
SELECT protect('organisation_schools', audited => false);
-- Accounts are made by the system, not from within an organisation; organisations are never deleted.
REVOKE INSERT, DELETE ON organisations FROM alongside_app;

-- A form's one-time key: the first submission keeps where it led, a repeat goes there and writes nothing.
CREATE TABLE form_keys (
  organisation_id uuid NOT NULL,
  key uuid NOT NULL,
  person_id uuid NOT NULL,
  location text,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, key)
);
SELECT protect('form_keys', audited => false);

-- A form that was sent after its session had ended. The text is sealed with a key that only the
-- browser holds, so that nobody can read it here.
CREATE TABLE held_forms (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sealed bytea NOT NULL,
  expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON held_forms TO alongside_system;

-- Mail. With no mail server set, messages rest here and an administrator can read them.
CREATE TABLE messages (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  to_person_id uuid,
  to_address text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  -- A sign-in link is a key to somebody's account: an administrator may see that it was sent, not what it says.
  secret boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
  failure text,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz
);
CREATE INDEX messages_recent ON messages (organisation_id, created_at DESC);
SELECT protect('messages', audited => false);

-- Jobs are added in the transaction of the write that causes them, by the restricted roles too.
CREATE FUNCTION add_job(task text, payload json, run_at timestamptz DEFAULT NULL, job_key text DEFAULT NULL, max_attempts integer DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT graphile_worker.add_job(identifier => task, payload => payload, run_at => run_at, job_key => job_key, max_attempts => max_attempts)
$$;
REVOKE ALL ON FUNCTION add_job FROM public;
GRANT EXECUTE ON FUNCTION add_job TO alongside_app, alongside_system;

-- How often something was tried, counted in a window: sign-in, links, forms.
CREATE TABLE rate_limits (
  key text PRIMARY KEY,
  count integer NOT NULL,
  window_ends timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits TO alongside_system;

-- Settings of the installation that it makes for itself (secrets, stamps).
CREATE TABLE installation (
  key text PRIMARY KEY,
  value text NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON installation TO alongside_system;
