-- What pages show of published data may be kept until that data changes. Each thing it rests on has a stamp
-- here, renewed in the very transaction of the change: 'imports' (what imports write), 'derived' (what is
-- worked out from that afterwards), and an organisation's id (the schools it answers for, and its areas). A stamp never comes back for other data, so
-- a process that reads the same stamp as before may show what it drew then; several processes agree by it.
CREATE TABLE data_states (
  what text PRIMARY KEY,
  stamp uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO data_states (what) VALUES ('imports'), ('derived');

-- Nobody reads or writes the table but through these two.
CREATE FUNCTION data_state(organisation uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT string_agg(stamp::text, ' ' ORDER BY what) FROM data_states
  WHERE what = 'imports' OR what = 'derived' OR what = organisation::text
$$;
REVOKE ALL ON FUNCTION data_state FROM public;
GRANT EXECUTE ON FUNCTION data_state TO alongside_app, alongside_system;

CREATE FUNCTION renew_data_state(changed text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO data_states (what) VALUES (changed) ON CONFLICT (what) DO UPDATE SET stamp = excluded.stamp
$$;
REVOKE ALL ON FUNCTION renew_data_state FROM public;

-- On a published table: TG_ARGV[0] is 'imports' or 'derived'.
CREATE FUNCTION published_data_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM renew_data_state(TG_ARGV[0]);
  RETURN NULL;
END $$;

-- On a table of organisations' data, with the rows that were written: those organisations alone, in one order,
-- so that two writers never wait for each other.
CREATE FUNCTION organisations_data_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  written uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT organisation_id ORDER BY organisation_id) INTO written FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT organisation_id ORDER BY organisation_id) INTO written FROM old_rows;
  ELSE
    SELECT array_agg(DISTINCT organisation_id ORDER BY organisation_id) INTO written
    FROM (SELECT organisation_id FROM old_rows UNION ALL SELECT organisation_id FROM new_rows) rows;
  END IF;
  PERFORM renew_data_state(id::text) FROM unnest(written) id;
  RETURN NULL;
END $$;

CREATE FUNCTION renews_state_of_organisations(name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER data_state_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION organisations_data_changed()', name);
  EXECUTE format('CREATE TRIGGER data_state_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION organisations_data_changed()', name);
  EXECUTE format('CREATE TRIGGER data_state_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION organisations_data_changed()', name);
END $$;
SELECT renews_state_of_organisations('organisation_schools');
SELECT renews_state_of_organisations('areas');

-- The record of the import itself is among them, so no import and no undo goes by unseen whatever it writes.
DO $$
DECLARE
  derived text[] := ARRAY['medians_by_area', 'group_register', 'group_register_schools'];
  name text;
BEGIN
  FOREACH name IN ARRAY derived || ARRAY['imports', 'schools', 'school_links', 'school_groups', 'school_group_members',
    'school_former_groups', 'school_coordinates', 'area_deprivation', 'statistical_neighbours', 'teaching_schools',
    'measures', 'observations', 'area_observations', 'inspections', 'register_head_changes']
  LOOP
    EXECUTE format('CREATE TRIGGER data_state AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION published_data_changed(%L)',
      name, CASE WHEN name = ANY (derived) THEN 'derived' ELSE 'imports' END);
  END LOOP;
END $$;

-- The state comes with the actor, so that a page which is kept asks for nothing else.
DROP FUNCTION session_actor(text, date);
CREATE FUNCTION session_actor(session_token text, today date)
RETURNS TABLE (person_id uuid, user_id text, name text, organisation_id uuid, organisation_name text,
  colour text, demonstration boolean, memberships jsonb, packs uuid[], state text)
LANGUAGE plpgsql SET role = 'alongside_system' AS $$
BEGIN
  RETURN QUERY
  WITH open AS (
    SELECT p.id, p.user_id AS owner, p.name AS called, p.organisation_id AS place, o.name AS place_name, o.colour AS tint,
      o.demonstration AS shown, s.organisation_id AS chosen,
      jsonb_agg(jsonb_build_object('role', m.role, 'kind', m.scope_kind, 'id', m.scope_id) ORDER BY m.starts_on, m.id) AS held
    FROM sign_in_sessions s
    JOIN people p ON p.user_id = s.user_id AND (p.left_on IS NULL OR p.left_on > today)
    JOIN memberships m ON m.organisation_id = p.organisation_id AND m.person_id = p.id
      AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)
    JOIN organisations o ON o.id = p.organisation_id
    WHERE s.token = session_token AND s.expires_at > now()
    GROUP BY p.id, o.id, s.organisation_id
  )
  SELECT o.id, o.owner, o.called, o.place, o.place_name, o.tint, o.shown, o.held,
    ARRAY(SELECT n.id FROM newest_packs n WHERE n.organisation_id = o.place ORDER BY n.adopted_at, n.id), data_state(o.place)
  FROM open o
  WHERE o.place = o.chosen OR (SELECT count(*) FROM open) = 1;
END $$;

-- A word that many schools have is looked for along the list's own order, without touching the rows.
CREATE INDEX schools_open_words ON schools (name, urn) INCLUDE (search_text) WHERE is_open;
DROP INDEX schools_open;
