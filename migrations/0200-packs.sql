-- The programme packs that an organisation has adopted. Each row keeps the pack's files as they were on
-- that day: work under way goes on with the version it began with, whatever comes later.
CREATE TABLE adopted_packs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  pack text NOT NULL CHECK (pack <> ''),
  version integer NOT NULL CHECK (version >= 1),
  name text NOT NULL CHECK (name <> ''),
  academic_year text NOT NULL CHECK (academic_year ~ '^\d{4}-\d{2}$'),
  -- Path inside the pack → text.
  files jsonb NOT NULL,
  adopted_at timestamptz NOT NULL DEFAULT now(),
  adopted_by uuid,
  UNIQUE (organisation_id, id),
  UNIQUE (organisation_id, pack, version),
  FOREIGN KEY (organisation_id, adopted_by) REFERENCES people (organisation_id, id)
);
SELECT protect('adopted_packs');
-- A version is never changed or taken back: what ran under it must stay readable.
REVOKE UPDATE, DELETE ON adopted_packs FROM alongside_app;
