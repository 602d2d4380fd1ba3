-- Which school took the place of which one for one: a predecessor counts while it is the only one and had no
-- other successor. Merged and split schools keep histories of their own. The one rule for a school's page and
-- for criteria.
CREATE VIEW school_replacements AS
  SELECT l.urn, l.linked_urn AS replaced, l.linked_name AS name, l.established_on AS until
  FROM school_links l
  WHERE l.link_type = 'Predecessor'
    AND (SELECT count(*) FROM school_links o WHERE o.urn = l.urn AND o.link_type LIKE 'Predecessor%') = 1
    AND (SELECT count(*) FROM school_links o WHERE o.urn = l.linked_urn AND o.link_type LIKE 'Successor%') <= 1;
GRANT SELECT ON school_replacements TO alongside_app, alongside_system;
