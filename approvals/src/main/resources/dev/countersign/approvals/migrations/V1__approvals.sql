-- For SQLite and PostgreSQL alike. Times are milliseconds since 1970, in UTC.

-- One row. Whoever decides or asks takes it first, so that one does it after the other whatever
-- node it is on; the revision tells the others that something happened.
CREATE TABLE approval_gate (
  id INTEGER PRIMARY KEY,
  revision BIGINT NOT NULL
);
INSERT INTO approval_gate (id, revision) VALUES (1, 0);

CREATE TABLE approval_request (
  id TEXT PRIMARY KEY,
  -- A hash of the fingerprint and whom the rule asks, as long as calls that share it are answered
  -- by this row.
  live TEXT UNIQUE,
  fingerprint TEXT NOT NULL,
  batch TEXT NOT NULL,
  agent TEXT NOT NULL,
  account TEXT NOT NULL,
  operation TEXT NOT NULL,
  rule TEXT NOT NULL,
  rules_version TEXT NOT NULL,
  group_name TEXT NOT NULL,
  group_terms TEXT NOT NULL,
  card TEXT NOT NULL,
  repeatable INTEGER NOT NULL,
  state TEXT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  decided BIGINT,
  width TEXT,
  standing TEXT
);
CREATE INDEX approval_request_open ON approval_request (state, agent, expires);
CREATE INDEX approval_request_batch ON approval_request (batch, state);
CREATE INDEX approval_request_age ON approval_request (created);

CREATE TABLE approval_vote (
  request TEXT NOT NULL REFERENCES approval_request (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  -- The width that the person agreed to; null for a denial.
  width TEXT,
  comment TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (request, person)
);

CREATE TABLE approval_grant (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  agent TEXT NOT NULL,
  account TEXT NOT NULL,
  operation TEXT NOT NULL,
  rule TEXT NOT NULL,
  rules_version TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  width TEXT NOT NULL,
  ceiling TEXT NOT NULL,
  given_by TEXT NOT NULL,
  comment TEXT NOT NULL,
  given BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  calls INTEGER,
  used INTEGER NOT NULL,
  revoked BIGINT,
  revoked_by TEXT
);
CREATE INDEX approval_grant_holder ON approval_grant (agent, account, rule, rules_version, expires);

CREATE TABLE approval_pause (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  paused_by TEXT NOT NULL,
  comment TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (kind, name)
);
