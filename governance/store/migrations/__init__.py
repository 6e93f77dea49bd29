"""Alembic migrations; `governance.store.migrate` runs them."""
