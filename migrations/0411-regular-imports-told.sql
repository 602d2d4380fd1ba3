-- A regular import can be changed, and people are told by mail when it fails: once a failure. `changed_at`: since
-- when place and kind are what they are; a file refused before that is looked at again. `told_of`: a fingerprint
-- of the failure that mail was sent of, `told_at` when.
ALTER TABLE regular_imports
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN told_of text,
  ADD COLUMN told_at timestamptz;
