-- better-auth writes null where it knows nothing; that stands for no.
ALTER TABLE sign_in_sessions ALTER COLUMN by_mail DROP NOT NULL;
