CREATE TABLE account (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    created TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX account_once ON account (lower(name));
CREATE TABLE session (
    digest TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account(name) ON UPDATE CASCADE,
    opened TEXT NOT NULL,
    seen TEXT NOT NULL
) STRICT;
CREATE TABLE token (
    digest TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account(name) ON UPDATE CASCADE,
    label TEXT NOT NULL,
    made TEXT NOT NULL,
    ends TEXT,
    UNIQUE (account, label)
) STRICT;
CREATE TABLE audit (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    via TEXT NOT NULL,
    address TEXT NOT NULL,
    said TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the record of writes is not changed'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the record of writes is not shortened'); END;
