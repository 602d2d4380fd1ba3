-- A version that an organisation made by changing one it had adopted says which, and why.
ALTER TABLE adopted_packs
  ADD COLUMN changed_from uuid,
  ADD COLUMN reason text,
  ADD FOREIGN KEY (organisation_id, changed_from) REFERENCES adopted_packs (organisation_id, id);
