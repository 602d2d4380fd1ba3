-- The same groups as before, found by joins: the tables have just been filled and nothing is known of their sizes,
-- so a lookup for each row took a quarter of a minute for England where this takes a second.
CREATE OR REPLACE FUNCTION recompute_group_register() RETURNS void LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('alongside group register'));
  DROP TABLE IF EXISTS pg_temp.group_claims;
  -- What the register of schools says, and what it said.
  CREATE TEMP TABLE group_claims ON COMMIT DROP AS
    WITH c AS MATERIALIZED (
      SELECT s.urn, g.class, g.code, g.name, s.la_code, false AS former, NULL::date AS last_on, NULL::date AS until_on, s.import_id
      FROM schools s CROSS JOIN LATERAL (VALUES ('trust', s.trust_code, s.trust), ('federation', s.federation_code, s.federation),
        ('sponsor', NULL, s.sponsor), ('diocese', s.diocese_code, s.diocese)) AS g (class, code, name)
      WHERE g.name IS NOT NULL
      UNION ALL
      SELECT f.urn, f.class, f.code, f.name, s.la_code, true, f.last_on, f.until_on, f.import_id
      FROM school_former_groups f LEFT JOIN schools s USING (urn)
    ), names AS MATERIALIZED (
      -- Many schools, few names.
      SELECT name, group_slug(name) AS slug FROM (SELECT DISTINCT name FROM c) one
    )
    SELECT c.*, n.slug,
      CASE WHEN class = 'diocese' THEN 'diocese-' || lower(regexp_replace(code, '[^A-Za-z0-9]+', '-', 'g')) WHEN code ~ '^\d+$' THEN code END AS key
    FROM c JOIN names n USING (name) WHERE n.slug NOT IN ('', 'not-applicable', 'none', 'not-recorded');
  -- A name without a number belongs to the one numbered group of that name, if there is just one (or one open).
  UPDATE group_claims c SET key = k.key FROM (
    SELECT class, slug, CASE WHEN count(DISTINCT key) FILTER (WHERE is_open) = 1 THEN min(key) FILTER (WHERE is_open)
      WHEN count(DISTINCT key) = 1 THEN min(key) END AS key
    FROM (
      SELECT group_class(kind) AS class, group_slug(name) AS slug, uid::text AS key, coalesce(status, '') NOT ILIKE '%closed%' AS is_open FROM school_groups
      UNION SELECT class, slug, key, true FROM group_claims WHERE key IS NOT NULL
    ) numbered GROUP BY class, slug
  ) k WHERE c.key IS NULL AND k.class = c.class AND k.slug = c.slug AND k.key IS NOT NULL;
  -- Federations are local: two of one name in two authorities are two.
  UPDATE group_claims SET key = concat_ws('-', class, CASE WHEN class = 'federation' THEN la_code END, slug) WHERE key IS NULL;
  CREATE INDEX ON group_claims (urn);
  ANALYZE group_claims;

  DELETE FROM group_register_schools;
  INSERT INTO group_register_schools (group_key, urn, state, since_on, last_on, until_on, links_import_id, register_import_id)
  SELECT m.key, m.urn,
    CASE WHEN s.status IS NOT NULL AND NOT s.is_open THEN 'closed'
      WHEN m.now THEN 'member'
      -- Group links alone: a later register that names another trust or federation has the last word.
      WHEN m.links_import_id IS NOT NULL AND NOT coalesce(o.urn IS NOT NULL AND s.data_date > l.data_date, false) THEN 'member'
      ELSE 'left' END,
    m.since_on, m.last_on, coalesce(m.until_on, CASE WHEN NOT m.now AND m.links_import_id IS NOT NULL THEN s.data_date END),
    m.links_import_id, m.register_import_id
  FROM (
    SELECT key, urn, min(class) AS class, bool_or(now) AS now, min(since_on) AS since_on, max(last_on) AS last_on,
      max(until_on) AS until_on, max(links_import_id) AS links_import_id, max(register_import_id) AS register_import_id
    FROM (
      SELECT key, urn, class, NOT former AS now, NULL::date AS since_on, last_on, until_on, NULL::integer AS links_import_id, import_id AS register_import_id
      FROM group_claims
      UNION ALL
      SELECT m.group_uid::text, m.urn, group_class(g.kind), false, m.joined_on, NULL, NULL, m.import_id, NULL
      FROM school_group_members m JOIN school_groups g ON g.uid = m.group_uid
    ) said GROUP BY key, urn
  ) m
  LEFT JOIN schools s USING (urn)
  LEFT JOIN imports l ON l.id = m.links_import_id
  LEFT JOIN (SELECT DISTINCT urn, class FROM group_claims WHERE NOT former AND class IN ('trust', 'federation')) o
    ON o.urn = m.urn AND o.class = m.class;

  DELETE FROM group_register;
  INSERT INTO group_register (key, class, kind, name, companies_house_number, status, closed_on, search_text, import_id)
  SELECT uid::text, group_class(kind), CASE WHEN kind IS NULL THEN 'Group' WHEN kind ILIKE '%sponsor%' THEN 'Sponsor' ELSE kind END, name,
    companies_house_number, status, closed_on, replace(group_slug(name), '-', ' '), import_id
  FROM school_groups;
  INSERT INTO group_register (key, class, kind, name, search_text)
  SELECT key, min(class), initcap(min(class)), (array_agg(name ORDER BY former, import_id DESC, name))[1],
    replace((array_agg(slug ORDER BY former, import_id DESC, name))[1], '-', ' ')
  FROM group_claims GROUP BY key
  ON CONFLICT DO NOTHING;
  UPDATE group_register g SET schools = m.schools, pupils = m.pupils, pupils_known = m.known
  FROM (
    SELECT group_key, count(*) AS schools, coalesce(sum(s.pupils), 0) AS pupils, count(s.pupils) AS known
    FROM group_register_schools LEFT JOIN schools s USING (urn) WHERE state = 'member' GROUP BY group_key
  ) m WHERE m.group_key = g.key;
  DROP TABLE group_claims;
END $$;
