-- Where published files are looked for by themselves: a folder on the server or an address, how often, of which kind.
CREATE TABLE regular_imports (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES organisations,
  person_id uuid NOT NULL,
  place_kind text NOT NULL CHECK (place_kind IN ('folder', 'address')),
  place text NOT NULL CHECK (place <> ''),
  file_kind text NOT NULL,
  every text NOT NULL CHECK (every IN ('hour', 'day', 'week')),
  state text NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'paused', 'ended')),
  next_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz,
  -- What the last look came to, in a sentence; last_failed says that somebody has to do something.
  last_result text,
  last_failed boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organisation_id, id),
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
SELECT protect('regular_imports', audited => false);

-- What was found there, the newest last. A file that was dealt with is known again by its content.
CREATE TABLE regular_import_files (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id uuid NOT NULL,
  regular_import_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  file_name text NOT NULL,
  sha256 text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('imported', 'refused', 'failed')),
  reason text,
  import_id integer REFERENCES imports,
  FOREIGN KEY (organisation_id, regular_import_id) REFERENCES regular_imports (organisation_id, id)
);
CREATE INDEX regular_import_files_of ON regular_import_files (organisation_id, regular_import_id, id);
SELECT protect('regular_import_files', audited => false);
