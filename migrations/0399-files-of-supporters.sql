-- A file of supporters that waits is a file of the platform, which goes when its time has come; until now its text
-- stayed here for as long as nobody decided. Those that wait when this comes are given up, and sent again.
-- (The number stands after the table's own migration.)
ALTER TABLE supporter_files DROP CONSTRAINT supporter_files_check;
UPDATE supporter_files SET state = 'given up' WHERE state = 'read';
ALTER TABLE supporter_files DROP COLUMN content;
ALTER TABLE supporter_files ADD COLUMN file_id uuid,
  ADD FOREIGN KEY (organisation_id, file_id) REFERENCES files (organisation_id, id) ON DELETE SET NULL (file_id);
CREATE INDEX supporter_files_file ON supporter_files (file_id);
