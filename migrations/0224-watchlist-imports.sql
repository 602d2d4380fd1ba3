-- An import takes a while and its moment is its beginning, so what came of imports is told by their numbers.
ALTER TABLE watched_schools ADD COLUMN looked_import integer NOT NULL DEFAULT 0;
