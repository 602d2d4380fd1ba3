-- Which schools came before which, many to many, from both ends of the register's links: a link may be held by one
-- of the two schools alone. A link without a direction ("Result of Amalgamation", "Merged - …") leads back to the
-- school that closed. `since`: the day of the link, where the register says one.
CREATE VIEW school_predecessors AS
  SELECT l.urn, l.linked_urn AS before, l.linked_name AS name, l.link_type AS type, l.established_on AS since, l.import_id
  FROM school_links l WHERE l.link_type LIKE 'Predecessor%'
  UNION ALL
  SELECT l.linked_urn, l.urn, NULL, l.link_type, l.established_on, l.import_id
  FROM school_links l WHERE l.link_type LIKE 'Successor%'
  UNION ALL
  SELECT l.urn, l.linked_urn, l.linked_name, l.link_type, l.established_on, l.import_id
  FROM school_links l JOIN schools b ON b.urn = l.linked_urn LEFT JOIN schools s ON s.urn = l.urn
  WHERE (l.link_type = 'Result of Amalgamation' OR l.link_type LIKE 'Merged%')
    AND b.closed_on IS NOT NULL AND (s.closed_on IS NULL OR s.closed_on > b.closed_on)
  UNION ALL
  SELECT l.linked_urn, l.urn, NULL, l.link_type, l.established_on, l.import_id
  FROM school_links l JOIN schools b ON b.urn = l.urn LEFT JOIN schools s ON s.urn = l.linked_urn
  WHERE (l.link_type = 'Result of Amalgamation' OR l.link_type LIKE 'Merged%')
    AND b.closed_on IS NOT NULL AND (s.closed_on IS NULL OR s.closed_on > b.closed_on);
GRANT SELECT ON school_predecessors TO alongside_app, alongside_system;

-- One for one, and so one history, is held against both ends of the links; and a school that was open beside the
-- one it took in did not change its URN but merged: it opened more than a year before the other closed, or it has
-- no day of opening in the register (1 January 1900 stands for none), as schools older than the register.
CREATE OR REPLACE VIEW school_replacements AS
  SELECT l.urn, l.linked_urn AS replaced, l.linked_name AS name, l.established_on AS until
  FROM school_links l
  LEFT JOIN schools s ON s.urn = l.urn
  LEFT JOIN schools b ON b.urn = l.linked_urn
  WHERE l.link_type = 'Predecessor' AND l.urn <> l.linked_urn
    AND NOT EXISTS (SELECT FROM school_links o WHERE o.urn = l.urn AND o.link_type LIKE 'Predecessor%'
      AND (o.linked_urn <> l.linked_urn OR o.link_type <> 'Predecessor'))
    AND NOT EXISTS (SELECT FROM school_links o WHERE o.linked_urn = l.linked_urn AND o.link_type LIKE 'Predecessor%'
      AND o.urn <> l.urn)
    AND NOT EXISTS (SELECT FROM school_links o WHERE o.urn = l.linked_urn AND o.link_type LIKE 'Successor%'
      AND (o.linked_urn <> l.urn OR o.link_type <> 'Successor'))
    AND NOT EXISTS (SELECT FROM school_links o WHERE o.linked_urn = l.urn AND o.link_type LIKE 'Successor%'
      AND o.urn <> l.linked_urn)
    AND NOT (b.closed_on IS NOT NULL AND s.urn IS NOT NULL
      AND (s.opened_on IS NULL OR s.opened_on = '1900-01-01' OR s.opened_on < b.closed_on - 366));

-- The same for one school, by functions whose plan a connection keeps: to plan them anew with every page took
-- longer than to answer. Circles end after `steps`.
CREATE FUNCTION replaced_one_for_one(school integer, steps integer)
RETURNS TABLE (urn integer, name text, until date, step integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
    WITH RECURSIVE chain AS (
      SELECT school AS urn, NULL::text AS name, NULL::date AS until, 0 AS step
      UNION ALL
      SELECT r.replaced, r.name, r.until, c.step + 1
      FROM chain c CROSS JOIN LATERAL (SELECT * FROM school_replacements q WHERE q.urn = c.urn OFFSET 0) r
      WHERE c.step < steps
    ) CYCLE urn SET closes USING way
    SELECT c.urn, coalesce(s.name, c.name), c.until, c.step FROM chain c LEFT JOIN schools s ON s.urn = c.urn
    WHERE c.step > 0 AND NOT c.closes;
END $$;

-- The links from some schools to those before them, and from these on, with what the register knows of both ends.
CREATE FUNCTION links_before(schools_asked integer[], steps integer)
RETURNS TABLE (urn integer, before integer, name text, type text, since date, opened_on date, closed_on date,
  is_open boolean, successors integer, import_id integer)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
    WITH RECURSIVE reached AS (
      SELECT u AS urn, 0 AS step FROM unnest(schools_asked) u
      UNION
      SELECT p.before, r.step + 1
      FROM reached r CROSS JOIN LATERAL (SELECT q.before FROM school_predecessors q WHERE q.urn = r.urn OFFSET 0) p
      WHERE r.step < steps - 1
    )
    SELECT p.urn, p.before, coalesce(b.name, max(p.name) OVER (PARTITION BY p.before)), p.type, p.since,
      nullif(s.opened_on, '1900-01-01'), b.closed_on, coalesce(b.status ILIKE 'open%', false),
      (SELECT count(DISTINCT o.urn)::int FROM school_predecessors o WHERE o.before = p.before), p.import_id
    FROM (SELECT DISTINCT a.urn FROM reached a) r
      CROSS JOIN LATERAL (SELECT * FROM school_predecessors q WHERE q.urn = r.urn OFFSET 0) p
      LEFT JOIN schools s ON s.urn = p.urn LEFT JOIN schools b ON b.urn = p.before;
END $$;
