"""Alembic scripts. They are read from disk by alembic, never imported: ship them as files."""
