-- Sign-in: better-auth's five tables under our own names, and invitations. Users are not an organisation's
-- data: one user may be a person in several organisations. The restricted role of a request sees none of them.
CREATE TABLE sign_in_users (
  id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  name text NOT NULL,
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  -- The address has proved itself: a link sent to it was used, or the identity provider vouched for it.
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  two_factor_enabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sign_in_sessions (
  id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  user_id text NOT NULL REFERENCES sign_in_users ON DELETE CASCADE,
  token text NOT NULL UNIQUE,
  -- Which organisation a person of several works in now.
  organisation_id uuid REFERENCES organisations,
  ip_address text,
  user_agent text,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_sessions_user ON sign_in_sessions (user_id);

CREATE TABLE sign_in_identities (
  id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  user_id text NOT NULL REFERENCES sign_in_users ON DELETE CASCADE,
  provider_id text NOT NULL,
  account_id text NOT NULL,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider_id, account_id)
);
CREATE INDEX sign_in_identities_user ON sign_in_identities (user_id);

CREATE TABLE sign_in_verifications (
  id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_verifications_identifier ON sign_in_verifications (identifier);

CREATE TABLE sign_in_second_factors (
  id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  user_id text NOT NULL UNIQUE REFERENCES sign_in_users ON DELETE CASCADE,
  secret text NOT NULL,
  backup_codes text NOT NULL,
  verified boolean NOT NULL DEFAULT true,
  failed_verification_count integer NOT NULL DEFAULT 0,
  locked_until timestamptz
);

GRANT SELECT, INSERT, UPDATE, DELETE ON
  sign_in_users, sign_in_sessions, sign_in_identities, sign_in_verifications, sign_in_second_factors
  TO alongside_system;

ALTER TABLE people ADD FOREIGN KEY (user_id) REFERENCES sign_in_users;

-- An invitation is a key to an account until it is used: only its hash is kept.
CREATE TABLE invitations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL,
  person_id uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  FOREIGN KEY (organisation_id, person_id) REFERENCES people (organisation_id, id)
);
CREATE INDEX invitations_person ON invitations (organisation_id, person_id);
SELECT protect('invitations', audited => false);

-- Who a session's token stands for today, in one query before every request: the person in the organisation
-- chosen for the session (or the only one), with the memberships in force. No row when the session has ended,
-- the person has left, nothing is in force, or several organisations are open and none is chosen.
-- It takes the system's role itself, because the connection's own role sees no rows where it is not a superuser.
CREATE FUNCTION session_actor(session_token text, today date)
RETURNS TABLE (person_id uuid, user_id text, name text, organisation_id uuid, organisation_name text, memberships jsonb)
LANGUAGE plpgsql SET role = 'alongside_system' AS $$
BEGIN
  RETURN QUERY
  WITH open AS (
    SELECT p.id, p.user_id AS owner, p.name AS called, p.organisation_id AS place, o.name AS place_name, s.organisation_id AS chosen,
      jsonb_agg(jsonb_build_object('role', m.role, 'kind', m.scope_kind, 'id', m.scope_id) ORDER BY m.starts_on, m.id) AS held
    FROM sign_in_sessions s
    JOIN people p ON p.user_id = s.user_id AND (p.left_on IS NULL OR p.left_on > today)
    JOIN memberships m ON m.organisation_id = p.organisation_id AND m.person_id = p.id
      AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)
    JOIN organisations o ON o.id = p.organisation_id
    WHERE s.token = session_token AND s.expires_at > now()
    GROUP BY p.id, o.name, s.organisation_id
  )
  SELECT o.id, o.owner, o.called, o.place, o.place_name, o.held FROM open o
  WHERE o.place = o.chosen OR (SELECT count(*) FROM open) = 1;
END $$;
