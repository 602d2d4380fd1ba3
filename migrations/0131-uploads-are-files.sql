-- An upload's bytes, and the rows that its dry run set aside, are files of the platform. Uploads that wait when
-- this comes lose theirs: they were never applied, and are sent again.
ALTER TABLE import_uploads DROP COLUMN path;
ALTER TABLE import_uploads ADD COLUMN file_id uuid, ADD COLUMN set_aside_id uuid;
ALTER TABLE import_uploads
  ADD FOREIGN KEY (organisation_id, file_id) REFERENCES files (organisation_id, id) ON DELETE SET NULL (file_id),
  ADD FOREIGN KEY (organisation_id, set_aside_id) REFERENCES files (organisation_id, id) ON DELETE SET NULL (set_aside_id);
CREATE INDEX import_uploads_file ON import_uploads (file_id);
CREATE INDEX import_uploads_set_aside ON import_uploads (set_aside_id);
UPDATE import_uploads SET state = 'discarded' WHERE state NOT IN ('applied', 'discarded');
