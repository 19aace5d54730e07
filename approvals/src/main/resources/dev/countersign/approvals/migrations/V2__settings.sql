-- What the gateways that share a store have in common, besides what they decide.
CREATE TABLE approval_setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
