-- What each database connection that reads or applies a published file is working on. Written outside the
-- import's own transaction, so that whoever waits can be told what for; it counts only while that connection
-- holds the lock of imports (a killed process leaves a row, never the lock). Holds no person's data: files are
-- shared by every organisation.
CREATE TABLE imports_under_way (
  pid integer PRIMARY KEY,
  what text NOT NULL,
  upload_id uuid,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT ON imports_under_way TO alongside_app, alongside_system;
