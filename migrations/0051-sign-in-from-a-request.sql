-- What a request made in an organisation may do to sign-in, and no more: the restricted role sees none of
-- sign-in's tables, so each of these is a function with the owner's rights.

-- The user behind an e-mail address, made if there is none. Says nothing about whether it was there before.
CREATE FUNCTION sign_in_user_for(address text, called text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found text;
BEGIN
  INSERT INTO sign_in_users (email, name) VALUES (lower(address), called) ON CONFLICT (email) DO NOTHING;
  SELECT id INTO STRICT found FROM sign_in_users WHERE email = lower(address);
  RETURN found;
END $$;

-- Ends every session of a user, wherever it is open.
CREATE FUNCTION end_sessions_of(ended text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ended_count integer;
BEGIN
  DELETE FROM sign_in_sessions WHERE user_id = ended;
  GET DIAGNOSTICS ended_count = ROW_COUNT;
  RETURN ended_count;
END $$;

REVOKE ALL ON FUNCTION sign_in_user_for, end_sessions_of FROM public;
GRANT EXECUTE ON FUNCTION sign_in_user_for, end_sessions_of TO alongside_app, alongside_system;

-- Whether the session began with a link sent by mail: its owner has just proved the address, and may set a
-- new password without the old one.
ALTER TABLE sign_in_sessions ADD COLUMN by_mail boolean NOT NULL DEFAULT false;

-- One user is at most one person of an organisation, and an address in use there is nobody else's.
CREATE UNIQUE INDEX people_email ON people (organisation_id, lower(email)) WHERE user_id IS NOT NULL;
CREATE INDEX people_list ON people (organisation_id, name);
CREATE INDEX sign_in_sessions_expiry ON sign_in_sessions (expires_at);
CREATE INDEX audit_entries_recent ON audit_entries (organisation_id, at DESC);
