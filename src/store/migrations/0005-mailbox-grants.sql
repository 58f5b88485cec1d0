-- A mailbox may be read on a grant (OAuth 2.0) instead of a password. Secrets are sealed and never leave the server.

create table mailbox_grant (
  mailbox_id bigint primary key references mailbox on delete cascade,
  provider text not null,                      -- google, microsoft, other: what the page says of it
  authorize_url text not null,                 -- where somebody consents in a browser; empty: nowhere, the token is pasted
  token_url text not null,                     -- where the refresh token becomes an access token
  client_id text not null,
  client_secret bytea,                         -- sealed; null for a public client
  scope text not null,
  refresh_token bytea,                         -- sealed; null until somebody has consented
  granted_at timestamptz,
  revoked_at timestamptz,                      -- the endpoint said invalid_grant; nobody asks it again before a new consent
  access_token bytea,                          -- sealed; shared by all processes
  access_until timestamptz,
  refreshing_by text,                          -- who asks the endpoint: of two askers one could spend a token that turns
  refreshing_until timestamptz,
  consent_state bytea,                         -- hash of the state of the consent under way; the latest counts
  consent_session_id bigint,                   -- whose it is: only that session may finish it
  consent_verifier bytea,                      -- sealed; RFC 7636
  consent_until timestamptz
);
