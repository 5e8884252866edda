"""Who may read and write through the pages: accounts, sessions, tokens, and a record of every write."""
