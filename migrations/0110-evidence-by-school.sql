-- Figures one row for each school, academic year and source, in place of one row a figure: imports write and
-- questions read a twentieth of the rows (docs/decisions/0021-evidence-by-school.md).
--
-- source is the number from which the measures of a source count: measure = source + place in the arrays
-- (src/schools/evidence/measures.rules.ts). A place holds a figure or the reason why there is none, never
-- both; neither where no file had the column.

-- Whether each place holds at most one of figure and reason. Called for each row written: the usual row has no
-- reasons at all, and then nothing is looked at.
CREATE FUNCTION figure_or_reason(figures double precision[], reasons missing_reason[]) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF reasons IS NULL THEN RETURN true; END IF;
  FOR place IN 1 .. cardinality(reasons) LOOP
    IF reasons[place] IS NOT NULL AND figures[place] IS NOT NULL THEN RETURN false; END IF;
  END LOOP;
  RETURN true;
END $$;

CREATE TABLE observations_by_school (
  urn integer NOT NULL,
  -- The import that wrote the row last; each figure is of it, unless origins says otherwise.
  import_id integer NOT NULL,
  -- How many pupils the figures rest on, where a file says so.
  cohort integer,
  year smallint NOT NULL CHECK (year BETWEEN 1990 AND 2100),
  source smallint NOT NULL,
  figures double precision[] NOT NULL,
  -- Null where nothing is missing.
  reasons missing_reason[],
  -- Which import each place came from, where the row is put together from several files; else null.
  origins integer[],
  CONSTRAINT observations_figure_or_reason CHECK (figure_or_reason(figures, reasons)),
  -- NaN sorts above every number, so this keeps NaN and the infinities out.
  CONSTRAINT observations_in_range CHECK (-1e15 <= ALL (figures) AND 1e15 >= ALL (figures))
);

-- Positions of the released measures: 101 to 177, 301 to 347, 501 to 517, 601 to 606, 701 to 718.
INSERT INTO observations_by_school (urn, import_id, cohort, year, source, figures, reasons, origins)
SELECT urn, import_id, cohort, year, source, figures,
  CASE WHEN num_nonnulls(VARIADIC reasons) > 0 THEN reasons END,
  CASE WHEN first_import <> import_id THEN origins END
FROM (
  SELECT k.source, k.year, k.urn, max(o.import_id) AS import_id, min(o.import_id) AS first_import, max(o.cohort) AS cohort,
    array_agg(o.value ORDER BY place) AS figures, array_agg(o.flag ORDER BY place) AS reasons,
    array_agg(o.import_id ORDER BY place) AS origins
  FROM (
    SELECT (measure / 100 * 100)::smallint AS source, year, urn, max(measure % 100) AS places
    FROM observations GROUP BY 1, 2, 3
  ) k
  CROSS JOIN LATERAL generate_series(1, k.places) place
  LEFT JOIN observations o ON o.measure = k.source + place AND o.year = k.year AND o.urn = k.urn
  GROUP BY k.source, k.year, k.urn
) r
ORDER BY source, year, urn;

-- A year of a source is one stretch, to which an import appends. One school's rows are found by naming the
-- years and sources: a hundred short looks, which no second index has to be kept for.
ALTER TABLE observations_by_school ADD CONSTRAINT observations_by_school_pkey PRIMARY KEY (source, year, urn);

-- What stood before each import that wrote to a row after another: from these undo goes back. A figure stood
-- before an import as the first change since then found it, or as it stands, where its import is older.
CREATE TEMP TABLE narrow ON COMMIT DROP AS
  SELECT c.import_id, c.before_import_id, b.urn, b.year, (b.measure / 100 * 100)::smallint AS source,
    b.measure % 100 AS place, b.value, b.flag, b.cohort
  FROM import_changes c CROSS JOIN LATERAL jsonb_populate_record(NULL::observations, c.before) b
  WHERE c.table_name = 'observations';
CREATE INDEX ON narrow (source, year, urn);
DELETE FROM import_changes WHERE table_name = 'observations';
INSERT INTO import_changes (import_id, table_name, before_import_id, before)
SELECT s.import_id, 'observations', s.before_import_id, jsonb_build_object('urn', s.urn, 'year', s.year,
  'source', s.source, 'import_id', s.before_import_id, 'cohort', max(f.cohort), 'figures', array_agg(f.value ORDER BY place),
  'reasons', CASE WHEN count(f.flag) > 0 THEN array_agg(f.flag ORDER BY place) END,
  'origins', CASE WHEN min(f.import_id) < s.before_import_id THEN array_agg(f.import_id ORDER BY place) END)
FROM (
  SELECT t.*, lag(import_id) OVER (PARTITION BY source, year, urn ORDER BY import_id) AS before_import_id
  FROM (
    SELECT (o.measure / 100 * 100)::smallint AS source, o.year, o.urn, o.import_id FROM observations o
    UNION SELECT source, year, urn, import_id FROM narrow
    UNION SELECT source, year, urn, before_import_id FROM narrow
  ) t
) s
JOIN observations_by_school w ON w.source = s.source AND w.year = s.year AND w.urn = s.urn
CROSS JOIN LATERAL generate_series(1, cardinality(w.figures)) AS p (place)
LEFT JOIN LATERAL (
  SELECT * FROM (
    SELECT n.value, n.flag, n.cohort, n.before_import_id AS import_id, n.import_id AS until FROM narrow n
    WHERE n.source = s.source AND n.year = s.year AND n.urn = s.urn AND n.place = p.place
      AND n.import_id >= s.import_id
    UNION ALL
    SELECT o.value, o.flag, o.cohort, o.import_id, NULL FROM observations o
    WHERE o.measure = s.source + p.place AND o.year = s.year AND o.urn = s.urn AND o.import_id < s.import_id
  ) stood ORDER BY until NULLS LAST LIMIT 1
) f ON true
WHERE s.before_import_id IS NOT NULL
GROUP BY s.source, s.year, s.urn, s.import_id, s.before_import_id;

DROP VIEW evidence;
DROP TABLE observations, observation_series;
ALTER TABLE observations_by_school RENAME TO observations;
ALTER INDEX observations_by_school_pkey RENAME TO observations_pkey;

-- One row a figure, for people to read: codes and academic years in place of numbers.
CREATE VIEW evidence AS
  SELECT o.urn, m.code AS measure, academic_year(o.year) AS academic_year, f.value, f.flag, o.cohort,
    coalesce(f.origin, o.import_id) AS import_id
  FROM observations o
  CROSS JOIN LATERAL unnest(o.figures, o.reasons, o.origins) WITH ORDINALITY AS f (value, flag, origin, place)
  JOIN measures m ON m.id = o.source + f.place
  WHERE f.value IS NOT NULL OR f.flag IS NOT NULL;

-- Medians the same way: one row for each source, year, area and population. Null where nobody has a figure.
CREATE TABLE medians_by_area (
  area text NOT NULL,
  population text NOT NULL,
  source smallint NOT NULL,
  year smallint NOT NULL,
  medians double precision[] NOT NULL,
  lower_quartiles double precision[] NOT NULL,
  upper_quartiles double precision[] NOT NULL,
  schools integer[] NOT NULL,
  PRIMARY KEY (area, population, source, year)
);
INSERT INTO medians_by_area
SELECT k.area, k.population, k.source, k.year, array_agg(m.median ORDER BY place), array_agg(m.lower_quartile ORDER BY place),
  array_agg(m.upper_quartile ORDER BY place), array_agg(m.schools ORDER BY place)
FROM (
  SELECT area, population, (measure / 100 * 100)::smallint AS source, year, max(measure % 100) AS places
  FROM medians GROUP BY 1, 2, 3, 4
) k
CROSS JOIN LATERAL generate_series(1, k.places) place
LEFT JOIN medians m ON m.area = k.area AND m.population = k.population AND m.measure = k.source + place AND m.year = k.year
GROUP BY k.area, k.population, k.source, k.year;
CREATE INDEX medians_by_area_stretch ON medians_by_area (source, year);
DROP TABLE medians;

-- One row a median, as before.
CREATE VIEW medians AS
  SELECT a.area, a.population, (a.source + f.place)::smallint AS measure, a.year, f.median, f.lower_quartile, f.upper_quartile, f.schools
  FROM medians_by_area a
  CROSS JOIN LATERAL unnest(a.medians, a.lower_quartiles, a.upper_quartiles, a.schools) WITH ORDINALITY
    AS f (median, lower_quartile, upper_quartile, schools, place)
  WHERE f.median IS NOT NULL;

GRANT SELECT ON observations, evidence, medians_by_area, medians TO alongside_app, alongside_system;
GRANT INSERT, UPDATE, DELETE ON observations, medians_by_area TO alongside_system;
