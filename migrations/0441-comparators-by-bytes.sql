-- The names of areas and populations are looked up and never sorted by the rules of English, which cost more than
-- all else in writing a comparator.
ALTER TABLE area_observations
  ALTER COLUMN area TYPE text COLLATE "C",
  ALTER COLUMN population TYPE text COLLATE "C";
