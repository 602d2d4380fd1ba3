-- Medians of what schools' observations say, computed by Alongside after each import: for England, an
-- authority (its code) and a district (its code), with the quartiles and the count they rest on.
-- population is 'all' for a measure of one phase; else the kind of school it is the median of.
CREATE TABLE medians (
  area text NOT NULL,
  population text NOT NULL,
  measure smallint NOT NULL,
  year smallint NOT NULL,
  median double precision NOT NULL,
  lower_quartile double precision NOT NULL,
  upper_quartile double precision NOT NULL,
  schools integer NOT NULL CHECK (schools > 0),
  PRIMARY KEY (area, population, measure, year)
);
CREATE INDEX medians_series ON medians (measure, year);

-- Which kind of school a school is compared with.
CREATE FUNCTION school_population(phase text, type_group text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN type_group ILIKE '%special%' THEN 'special'
    WHEN phase ILIKE '%nursery%' THEN 'nursery'
    WHEN phase ILIKE '%primary%' THEN 'primary'
    WHEN phase ILIKE '%secondary%' OR phase ILIKE 'all%through' THEN 'secondary'
    WHEN phase ILIKE '16%' THEN '16 plus'
    ELSE 'other' END
$$;

GRANT SELECT ON medians TO alongside_app, alongside_system;
GRANT INSERT, UPDATE, DELETE ON medians TO alongside_system;
