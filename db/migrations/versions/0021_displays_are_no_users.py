"""disable the accounts that were made for screens: a display has a token of its own and is no user

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from db.clock import now_utc

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE account SET disabled = TRUE WHERE role = 'display'")
    ending = sa.text(
        "UPDATE session SET ended_at = :now, ended_reason = 'no such role' "
        "WHERE ended_at IS NULL AND account_id IN (SELECT id FROM account WHERE role = 'display')"
    )
    op.execute(ending.bindparams(sa.bindparam("now", now_utc().replace(tzinfo=None), sa.DateTime())))


def downgrade() -> None:
    """Nothing to take back: whoever wants such an account again enables it."""
