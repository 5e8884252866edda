"""The store in a PostgreSQL database, for teams. Nothing here is imported before an address names such a database."""
