"""Alembic's entry: runs on the connection that `governance.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from governance.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
