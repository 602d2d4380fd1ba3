-- The same answer from a function whose plan a connection keeps: it is asked with every page.
CREATE OR REPLACE FUNCTION data_state(organisation uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT string_agg(stamp::text, ' ' ORDER BY what) FROM data_states
    WHERE what IN ('imports', 'derived', organisation::text));
END $$;
