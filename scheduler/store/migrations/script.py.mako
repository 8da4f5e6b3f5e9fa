"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.store.columns import Json, UtcDateTime

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Lead to this state."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Lead back."""
    ${downgrades if downgrades else "pass"}
