"""The database's schema, brought up to date by Alembic; nothing else creates or alters a table."""
