-- The newest version of each pack that an organisation has adopted: these say what its people may do, and
-- which words it uses.
CREATE VIEW newest_packs WITH (security_invoker = true) AS
  SELECT DISTINCT ON (organisation_id, pack) organisation_id, pack, version, id, adopted_at
  FROM adopted_packs ORDER BY organisation_id, pack, version DESC;
GRANT SELECT ON newest_packs TO alongside_app, alongside_system;

-- The packs come with the actor, so that no page asks for them again: the one adopted last comes last.
DROP FUNCTION session_actor(text, date);
CREATE FUNCTION session_actor(session_token text, today date)
RETURNS TABLE (person_id uuid, user_id text, name text, organisation_id uuid, organisation_name text,
  colour text, demonstration boolean, memberships jsonb, packs uuid[])
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
    ARRAY(SELECT n.id FROM newest_packs n WHERE n.organisation_id = o.place ORDER BY n.adopted_at, n.id)
  FROM open o
  WHERE o.place = o.chosen OR (SELECT count(*) FROM open) = 1;
END $$;
