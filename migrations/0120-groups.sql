-- Trusts, federations, sponsors and dioceses as pages need them: one record a group, however it was
-- published. Worked out from the group links and from what the register says of each school, after each
-- import, as medians are; published data like the register itself, so no row-level security.

-- The groups that the register named for a school before a later file named another or none. Written in the
-- transaction that changes the school; an undo of that import takes it out again.
CREATE TABLE school_former_groups (
  urn integer NOT NULL,
  class text NOT NULL CHECK (class IN ('trust', 'federation', 'sponsor', 'diocese')),
  code text,
  name text NOT NULL,
  -- The date of the last file that named it, and of the file that no longer did.
  last_on date,
  until_on date,
  import_id integer NOT NULL,
  PRIMARY KEY (urn, class, import_id)
);

CREATE FUNCTION keep_former_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An undo puts an older import's row back.
  IF NEW.import_id < OLD.import_id THEN
    DELETE FROM school_former_groups WHERE urn = NEW.urn AND import_id = OLD.import_id;
    RETURN NULL;
  END IF;
  INSERT INTO school_former_groups (urn, class, code, name, last_on, until_on, import_id)
  SELECT NEW.urn, class, old_code, old_name, OLD.data_date, NEW.data_date, NEW.import_id
  FROM (VALUES ('trust', OLD.trust_code, OLD.trust, NEW.trust_code, NEW.trust),
    ('federation', OLD.federation_code, OLD.federation, NEW.federation_code, NEW.federation),
    ('sponsor', NULL, OLD.sponsor, NULL, NEW.sponsor),
    ('diocese', OLD.diocese_code, OLD.diocese, NEW.diocese_code, NEW.diocese)) AS g (class, old_code, old_name, new_code, new_name)
  -- A name spelt anew, or a code that came with a fuller file, is the same group.
  WHERE old_name IS NOT NULL AND CASE WHEN old_code IS NOT NULL AND new_code IS NOT NULL THEN old_code <> new_code
    ELSE lower(old_name) IS DISTINCT FROM lower(new_name) END
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER former_groups AFTER UPDATE ON schools FOR EACH ROW
  WHEN ((OLD.trust_code, OLD.trust, OLD.federation_code, OLD.federation, OLD.sponsor, OLD.diocese_code, OLD.diocese)
    IS DISTINCT FROM (NEW.trust_code, NEW.trust, NEW.federation_code, NEW.federation, NEW.sponsor, NEW.diocese_code, NEW.diocese))
  EXECUTE FUNCTION keep_former_groups();

-- What earlier imports changed before there was that trigger.
INSERT INTO school_former_groups (urn, class, code, name, last_on, until_on, import_id)
SELECT s.urn, g.class, g.old_code, g.old_name, (c.before ->> 'data_date')::date, i.data_date, c.import_id
FROM import_changes c JOIN imports i ON i.id = c.import_id
JOIN schools s ON s.urn = (c.before ->> 'urn')::integer
CROSS JOIN LATERAL (VALUES ('trust', c.before ->> 'trust_code', c.before ->> 'trust', s.trust_code, s.trust),
  ('federation', c.before ->> 'federation_code', c.before ->> 'federation', s.federation_code, s.federation),
  ('sponsor', NULL, c.before ->> 'sponsor', NULL, s.sponsor),
  ('diocese', c.before ->> 'diocese_code', c.before ->> 'diocese', s.diocese_code, s.diocese)) AS g (class, old_code, old_name, new_code, new_name)
WHERE c.table_name = 'schools' AND g.old_name IS NOT NULL
  AND CASE WHEN g.old_code IS NOT NULL AND g.new_code IS NOT NULL THEN g.old_code <> g.new_code
    ELSE lower(g.old_name) IS DISTINCT FROM lower(g.new_name) END
ON CONFLICT DO NOTHING;

-- key: the number that GIAS gives the group, else its class and code or name; it is the group's address.
CREATE TABLE group_register (
  key text PRIMARY KEY,
  class text NOT NULL CHECK (class IN ('trust', 'federation', 'sponsor', 'diocese', 'other')),
  -- As published ("Multi-academy trust"); the class in words where only the register names the group.
  kind text NOT NULL,
  name text NOT NULL,
  companies_house_number text,
  status text,
  closed_on date,
  -- Of the schools that belong to it now.
  schools integer NOT NULL DEFAULT 0,
  pupils integer NOT NULL DEFAULT 0,
  -- How many of them the register has a number of pupils for.
  pupils_known integer NOT NULL DEFAULT 0,
  search_text text NOT NULL,
  -- The group links it stands in; null where only the register of schools names it.
  import_id integer
);
CREATE INDEX group_register_name ON group_register (name, key);

CREATE TABLE group_register_schools (
  group_key text NOT NULL,
  urn integer NOT NULL,
  -- 'left': a later file names another group, or none. 'closed': the school is no longer open.
  state text NOT NULL CHECK (state IN ('member', 'left', 'closed')),
  since_on date,
  last_on date,
  until_on date,
  -- Which files say so: imports of group links, and of the register of schools.
  links_import_id integer,
  register_import_id integer,
  PRIMARY KEY (group_key, urn)
);
CREATE INDEX group_register_schools_urn ON group_register_schools (urn);

CREATE FUNCTION group_class(kind text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN kind ILIKE '%sponsor%' THEN 'sponsor' WHEN kind ILIKE '%federation%' THEN 'federation'
    WHEN kind ILIKE '%trust%' THEN 'trust' ELSE 'other' END
$$;

-- A name as search compares it, with hyphens for spaces: "St Mary's & All Saints" → st-marys-and-all-saints.
CREATE FUNCTION group_slug(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT trim(BOTH '-' FROM regexp_replace(regexp_replace(replace(lower(unaccent(name)), '&', ' and '), '[''’‘`´]', '', 'g'), '[^a-z0-9]+', '-', 'g'))
$$;

CREATE FUNCTION recompute_group_register() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('alongside group register'));
  DROP TABLE IF EXISTS pg_temp.group_claims;
  -- What the register of schools says, and what it said.
  CREATE TEMP TABLE group_claims ON COMMIT DROP AS
    SELECT c.*, group_slug(c.name) AS slug,
      CASE WHEN class = 'diocese' THEN 'diocese-' || group_slug(code) WHEN code ~ '^\d+$' THEN code END AS key
    FROM (
      SELECT s.urn, g.class, g.code, g.name, s.la_code, false AS former, NULL::date AS last_on, NULL::date AS until_on, s.import_id
      FROM schools s CROSS JOIN LATERAL (VALUES ('trust', s.trust_code, s.trust), ('federation', s.federation_code, s.federation),
        ('sponsor', NULL, s.sponsor), ('diocese', s.diocese_code, s.diocese)) AS g (class, code, name)
      WHERE g.name IS NOT NULL
      UNION ALL
      SELECT f.urn, f.class, f.code, f.name, s.la_code, true, f.last_on, f.until_on, f.import_id
      FROM school_former_groups f LEFT JOIN schools s USING (urn)
    ) c
    WHERE group_slug(c.name) NOT IN ('', 'not-applicable', 'none', 'not-recorded');
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
      WHEN m.links_import_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM group_claims o JOIN imports l ON l.id = m.links_import_id
        WHERE o.urn = m.urn AND NOT o.former AND o.class = m.class AND o.class IN ('trust', 'federation') AND o.key <> m.key
          AND s.data_date > l.data_date) THEN 'member'
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
  ) m LEFT JOIN schools s USING (urn);

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

GRANT SELECT ON school_former_groups, group_register, group_register_schools TO alongside_app, alongside_system;
GRANT INSERT, UPDATE, DELETE ON school_former_groups, group_register, group_register_schools TO alongside_system;

SELECT recompute_group_register();
