-- The register of schools, its evidence and its inspections. Published open data: shared by the whole
-- installation, so no organisation column and no row-level security. Everybody signed in may read it;
-- only imports write it, as alongside_system. Each row says which import wrote it last (import_id):
-- that is the provenance every page shows, and what undo goes by.
-- import_id is no foreign key on purpose: the check of each row doubles the time of an import, and only
-- imports write it.

-- One row a file that was applied. organisation_id and person_id say who did it; names are looked up
-- under row-level security, so that one organisation never reads another's people.
CREATE TABLE imports (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  layout text NOT NULL,
  file_name text NOT NULL,
  sha256 text NOT NULL,
  encoding text NOT NULL,
  -- The date the publisher's data speaks of, and how we know it; not the day of the import.
  data_date date,
  data_date_from text,
  academic_year text,
  organisation_id uuid,
  person_id uuid,
  imported_at timestamptz NOT NULL DEFAULT now(),
  rows_read integer NOT NULL,
  rows_added integer NOT NULL,
  rows_changed integer NOT NULL,
  rows_unchanged integer NOT NULL,
  rows_set_aside integer NOT NULL,
  warnings text[] NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'applied' CHECK (state IN ('applied', 'undone')),
  undone_at timestamptz,
  undone_by uuid,
  CHECK (rows_read = rows_added + rows_changed + rows_unchanged + rows_set_aside)
);

-- Rows of a file that gave no record, each with the reason, as they stood in the file.
CREATE TABLE import_set_aside (
  import_id integer NOT NULL REFERENCES imports,
  line integer NOT NULL,
  reason text NOT NULL,
  cells text NOT NULL,
  PRIMARY KEY (import_id, line)
);

-- What a row was before an import changed it. With import_id on every row this is all that undo needs.
CREATE TABLE import_changes (
  import_id integer NOT NULL REFERENCES imports,
  table_name text NOT NULL,
  before_import_id integer NOT NULL,
  before jsonb NOT NULL
);
CREATE INDEX import_changes_import ON import_changes (import_id);
CREATE INDEX import_changes_before ON import_changes (before_import_id);

-- Every establishment, open or closed, by URN; written by imports of GIAS establishments alone.
CREATE TABLE schools (
  urn integer PRIMARY KEY,
  name text NOT NULL,
  la_code smallint,
  la_name text,
  establishment_number smallint,
  laestab integer,
  ukprn integer,
  type_code smallint,
  type text,
  type_group text,
  status text,
  is_open boolean GENERATED ALWAYS AS (coalesce(status ILIKE 'open%', false)) STORED,
  phase text,
  opened_on date,
  opened_reason text,
  closed_on date,
  closed_reason text,
  low_age smallint,
  high_age smallint,
  boarders text,
  nursery text,
  sixth_form text,
  gender text,
  religious_character text,
  religious_ethos text,
  diocese_code text,
  diocese text,
  admissions text,
  capacity integer,
  census_on date,
  pupils integer,
  boys integer,
  girls integer,
  fsm integer,
  fsm_percent double precision,
  trust_code text,
  trust text,
  sponsor text,
  federation_code text,
  federation text,
  special_classes text,
  resourced_provision text,
  resourced_on_roll integer,
  resourced_capacity integer,
  sen_unit_on_roll integer,
  sen_unit_capacity integer,
  sen_provision text,
  changed_on date,
  street text,
  locality text,
  address3 text,
  town text,
  county text,
  postcode text,
  website text,
  telephone text,
  head_name text,
  head_job_title text,
  site_name text,
  region text,
  district_code text,
  district text,
  ward text,
  constituency text,
  urban_rural text,
  previous_la_code smallint,
  previous_establishment_number smallint,
  uprn text,
  msoa_code text,
  lsoa_code text,
  lsoa_name text,
  easting integer,
  northing integer,
  -- WGS84 degrees, computed from easting and northing.
  latitude double precision,
  longitude double precision,
  -- GIAS says here what it does not hold as columns; spilt cells are kept.
  linked_establishments text,
  -- Name, town and postcode without accents, apostrophes or capitals: what search looks at.
  search_text text NOT NULL,
  data_date date,
  import_id integer NOT NULL
);
CREATE INDEX schools_search ON schools USING gin (search_text gin_trgm_ops);
CREATE INDEX schools_laestab ON schools (laestab);
CREATE INDEX schools_authority ON schools (la_code, name);
CREATE INDEX schools_name ON schools (name, urn);
-- What the list shows at first, in its order: counted and paged without touching the rows.
CREATE INDEX schools_open ON schools (name, urn) WHERE is_open;
CREATE INDEX schools_district ON schools (district_code);
CREATE INDEX schools_trust ON schools (trust_code) WHERE trust_code IS NOT NULL;
CREATE INDEX schools_lsoa ON schools (lsoa_code);

-- Predecessors and successors, many to many, as GIAS publishes them (each link from both sides).
CREATE TABLE school_links (
  urn integer NOT NULL,
  linked_urn integer NOT NULL,
  link_type text NOT NULL,
  linked_name text,
  established_on date,
  import_id integer NOT NULL,
  PRIMARY KEY (urn, linked_urn, link_type)
);
CREATE INDEX school_links_other ON school_links (linked_urn);

-- Trusts, federations and sponsors, by their GIAS group id.
CREATE TABLE school_groups (
  uid integer PRIMARY KEY,
  name text NOT NULL,
  kind text,
  companies_house_number text,
  status text,
  closed_on date,
  import_id integer NOT NULL
);
CREATE INDEX school_groups_name ON school_groups USING gin (lower(name) gin_trgm_ops);

-- Which school belongs to which group, since when.
CREATE TABLE school_group_members (
  urn integer NOT NULL,
  group_uid integer NOT NULL,
  joined_on date,
  import_id integer NOT NULL,
  PRIMARY KEY (urn, group_uid)
);
CREATE INDEX school_group_members_group ON school_group_members (group_uid);

-- Positions published apart from GIAS; used where the register has none of its own.
CREATE TABLE school_coordinates (
  urn integer PRIMARY KEY,
  latitude double precision NOT NULL CHECK (latitude BETWEEN 49 AND 61),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -9 AND 3),
  import_id integer NOT NULL
);

-- Deprivation of small areas (2011 LSOA). Decile 1 is the most deprived; rank 1 is the most deprived.
CREATE TABLE area_deprivation (
  lsoa_code text PRIMARY KEY,
  imd_decile smallint,
  imd_rank integer,
  income_decile smallint,
  employment_decile smallint,
  education_decile smallint,
  health_decile smallint,
  crime_decile smallint,
  housing_decile smallint,
  environment_decile smallint,
  income_rank integer,
  education_rank integer,
  import_id integer NOT NULL
);

-- Authorities most like an authority, nearest first (rank 1).
CREATE TABLE statistical_neighbours (
  la_code smallint NOT NULL,
  rank smallint NOT NULL,
  neighbour_code smallint NOT NULL,
  -- How near, in the publisher's words.
  closeness text,
  import_id integer NOT NULL,
  PRIMARY KEY (la_code, rank)
);

-- Teaching schools and their alliances.
CREATE TABLE teaching_schools (
  urn integer NOT NULL,
  alliance text NOT NULL,
  school_name text,
  region text,
  la_name text,
  school_type text,
  phase text,
  import_id integer NOT NULL,
  PRIMARY KEY (urn, alliance)
);

-- The measures the observations speak of. src/schools/evidence/measures.rules.ts is their source;
-- imports keep this copy current, for joins.
CREATE TABLE measures (
  id smallint PRIMARY KEY,
  code text NOT NULL UNIQUE,
  label text NOT NULL,
  unit text NOT NULL,
  direction text NOT NULL,
  phase text NOT NULL,
  source text NOT NULL
);

-- Why there is no number. Kept as published: each code of each publisher has one meaning here.
CREATE TYPE missing_reason AS ENUM (
  'suppressed', 'not applicable', 'no entries', 'not published', 'not available', 'low coverage',
  'new school', 'small percentage', 'redacted', 'did not submit', 'unreliable', 'not collected',
  'blank', 'unreadable');

-- One figure of one school in one year: a value or the reason why there is none, never both.
-- Narrow on purpose (about 60 bytes): 24,000 schools × 10 years × 70 measures is 17 million rows.
-- year is the calendar year in which the academic year ends (2019 is 2018-19).
CREATE TABLE observations (
  value double precision,
  urn integer NOT NULL,
  import_id integer NOT NULL,
  cohort integer,
  flag missing_reason,
  measure smallint NOT NULL,
  year smallint NOT NULL CHECK (year BETWEEN 1990 AND 2100),
  CHECK ((value IS NULL) <> (flag IS NULL)),
  -- NaN sorts above every number, so this keeps NaN and the infinities out.
  CHECK (value BETWEEN -1e15 AND 1e15),
  -- An import brings one year of some measures in order of urn, so it only appends to this index, and
  -- whoever asks for a measure finds it in one place. One school's figures are found through the series.
  PRIMARY KEY (measure, year, urn)
);
-- Which measures there are of which years: the way to all figures of one school, a lookup for each.
CREATE TABLE observation_series (
  measure smallint NOT NULL,
  year smallint NOT NULL,
  PRIMARY KEY (measure, year)
);

-- The same for England, for an authority or another published comparator (area 'England', '850', …;
-- population says which schools it speaks of, in the publisher's words).
CREATE TABLE area_observations (
  area text NOT NULL,
  population text NOT NULL,
  measure smallint NOT NULL,
  year smallint NOT NULL CHECK (year BETWEEN 1990 AND 2100),
  value double precision CHECK (value BETWEEN -1e15 AND 1e15),
  flag missing_reason,
  cohort integer,
  import_id integer NOT NULL,
  CHECK ((value IS NULL) <> (flag IS NULL)),
  PRIMARY KEY (area, population, measure, year)
);

-- '2018-19' for 2019.
CREATE FUNCTION academic_year(ending smallint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT (ending - 1)::text || '-' || lpad((ending % 100)::text, 2, '0') $$;

-- Observations for people to read: codes and academic years in place of numbers.
CREATE VIEW evidence AS
  SELECT o.urn, m.code AS measure, academic_year(o.year) AS academic_year, o.value, o.flag, o.cohort, o.import_id
  FROM observations o JOIN measures m ON m.id = o.measure;

-- Inspections by school and inspection number. A school that changed URN has its predecessor's
-- inspection under its own URN too where the publisher says so (urn_at_time tells).
-- judgements: {"overall": "good", …} in the words of the framework; never converted.
CREATE TABLE inspections (
  urn integer NOT NULL,
  number text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('graded', 'ungraded', 'report card', 'monitoring')),
  framework text NOT NULL,
  type text,
  event text,
  started_on date NOT NULL,
  ended_on date,
  published_on date,
  urn_at_time integer,
  name_at_time text,
  -- An ungraded inspection's outcome in the publisher's words.
  outcome text,
  -- special measures, serious weaknesses, notice to improve, requires significant improvement, or 'none';
  -- null where no published file said.
  category text,
  judgements jsonb NOT NULL DEFAULT '{}',
  data_date date,
  import_id integer NOT NULL,
  PRIMARY KEY (urn, number)
);

-- One row a judgement, for those who count them.
CREATE VIEW inspection_judgements AS
  SELECT i.urn, i.number, i.framework, i.started_on, j.key AS judgement, j.value AS grade
  FROM inspections i CROSS JOIN LATERAL jsonb_each_text(i.judgements) j;

-- An uploaded file on its way: read and summarised (dry run), then applied or thrown away.
CREATE TABLE import_uploads (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  person_id uuid,
  file_name text NOT NULL,
  path text NOT NULL,
  academic_year text,
  state text NOT NULL DEFAULT 'uploaded' CHECK (state IN ('uploaded', 'checking', 'checked', 'refused', 'applying', 'applied', 'failed', 'discarded')),
  progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  summary jsonb,
  refusal text,
  import_id integer REFERENCES imports,
  created_at timestamptz NOT NULL DEFAULT now(),
  touched_at timestamptz NOT NULL DEFAULT now()
);
SELECT protect('import_uploads', audited => false);

GRANT SELECT ON imports, import_set_aside, import_changes, schools, school_links, school_groups,
  school_group_members, school_coordinates, area_deprivation, statistical_neighbours, teaching_schools,
  measures, observations, observation_series, area_observations, evidence, inspections, inspection_judgements
  TO alongside_app, alongside_system;
GRANT INSERT, UPDATE, DELETE ON imports, import_set_aside, import_changes, schools, school_links, school_groups,
  school_group_members, school_coordinates, area_deprivation, statistical_neighbours, teaching_schools,
  measures, observations, observation_series, area_observations, inspections
  TO alongside_system;
