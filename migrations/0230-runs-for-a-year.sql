-- A run for an academic year says so: done again, it asks for that year's results, whatever has come since.
ALTER TABLE identification_runs ADD COLUMN asked_year smallint;
-- The current run is that of the latest day, not the one made last: a run of an earlier year replaces no list.
CREATE INDEX identification_runs_current ON identification_runs (organisation_id, as_at DESC, run_at DESC);
