-- An import keeps every index for every row it writes; this leaves those that are asked.

-- No question goes through these: a link stands from both of its sides, groups are found in group_register, and the
-- register is asked by authority, name, number and words alone.
DROP INDEX school_links_other;
DROP INDEX school_groups_name;
DROP INDEX school_group_members_group;
DROP INDEX schools_district;
DROP INDEX schools_trust;
DROP INDEX schools_lsoa;

-- An authority's schools are some hundreds: their names in the index, compared by the rules of English for every row
-- written, spared no sort worth the name.
CREATE INDEX schools_of_authority ON schools (la_code);
DROP INDEX schools_authority;

-- What search looks at has no capitals, accents or signs (search.rules.ts): its letters are its bytes, and taking it
-- apart needs no rules of a language.
ALTER TABLE schools ALTER COLUMN search_text TYPE text COLLATE "C";

-- Words that an import brings wait in the index's list, where every search finds them, and are sorted in when the
-- import stands, all together: in portions of 4 MB it takes twice as long.
ALTER INDEX schools_search SET (gin_pending_list_limit = 131072);
CREATE FUNCTION sort_in_words_of_schools() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT gin_clean_pending_list('schools_search')
$$;
REVOKE ALL ON FUNCTION sort_in_words_of_schools FROM public;
GRANT EXECUTE ON FUNCTION sort_in_words_of_schools TO alongside_system;
