"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store import triggers

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    triggers.drop_all(op.get_bind())
    ${upgrades if upgrades else "pass"}
    triggers.create_all(op.get_bind())
