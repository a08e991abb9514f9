"""keep the audit trail from being altered: events are only added, and stand under seals

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("newest_at", sa.DateTime(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_seal_number")),
    )
    op.create_table(
        "audit_sealed",
        sa.Column("event_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("seal_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seal_number"], ["audit_seal.number"], name=op.f("fk_audit_sealed_seal_number")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_sealed")),
    )
    op.create_index(op.f("ix_audit_sealed_seal_number"), "audit_sealed", ["seal_number"])
    # Events are looked up by who and by what; the moment has an index already.
    op.create_index(op.f("ix_audit_event_action"), "audit_event", ["action", "happened_at"])
    op.create_index(op.f("ix_audit_event_actor"), "audit_event", ["actor", "happened_at"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


# An event may go once it is older than the retention of six years (2,192 days): the purge takes whole seals. A seal
# never goes; which events stand under it goes with them.
_SQLITE = (
    """CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
       BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END""",
    """CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
       WHEN OLD.happened_at > datetime('now', '-2192 days')
       BEGIN SELECT RAISE(ABORT, 'audit events are kept for six years'); END""",
    """CREATE TRIGGER audit_seal_stays BEFORE UPDATE ON audit_seal
       BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END""",
    """CREATE TRIGGER audit_seal_kept BEFORE DELETE ON audit_seal
       BEGIN SELECT RAISE(ABORT, 'seals are kept'); END""",
    """CREATE TRIGGER audit_sealed_stays BEFORE UPDATE ON audit_sealed
       BEGIN SELECT RAISE(ABORT, 'what stands under a seal stays there'); END""",
    """CREATE TRIGGER audit_sealed_kept BEFORE DELETE ON audit_sealed
       WHEN (SELECT newest_at FROM audit_seal WHERE number = OLD.seal_number) > datetime('now', '-2192 days')
       BEGIN SELECT RAISE(ABORT, 'what stands under a seal stays there'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the audit trail is only added to'; END $$""",
    """CREATE FUNCTION audit_keeps_event() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF OLD.happened_at > (now() AT TIME ZONE 'UTC') - interval '2192 days' THEN
           RAISE EXCEPTION 'audit events are kept for six years';
         END IF;
         RETURN OLD;
       END $$""",
    """CREATE FUNCTION audit_keeps_place() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF (SELECT newest_at FROM audit_seal WHERE number = OLD.seal_number)
            > (now() AT TIME ZONE 'UTC') - interval '2192 days' THEN
           RAISE EXCEPTION 'what stands under a seal stays there';
         END IF;
         RETURN OLD;
       END $$""",
    """CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
       FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
    """CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
       FOR EACH ROW EXECUTE FUNCTION audit_keeps_event()""",
    """CREATE TRIGGER audit_event_whole BEFORE TRUNCATE ON audit_event
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
    """CREATE TRIGGER audit_seal_stays BEFORE UPDATE OR DELETE ON audit_seal
       FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
    """CREATE TRIGGER audit_seal_whole BEFORE TRUNCATE ON audit_seal
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
    """CREATE TRIGGER audit_sealed_stays BEFORE UPDATE ON audit_sealed
       FOR EACH ROW EXECUTE FUNCTION audit_refuses()""",
    """CREATE TRIGGER audit_sealed_kept BEFORE DELETE ON audit_sealed
       FOR EACH ROW EXECUTE FUNCTION audit_keeps_place()""",
    """CREATE TRIGGER audit_sealed_whole BEFORE TRUNCATE ON audit_sealed
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()""",
)


_SQLITE_BACK = ("DROP TRIGGER audit_event_stays", "DROP TRIGGER audit_event_kept")
_POSTGRESQL_BACK = (
    "DROP TRIGGER audit_event_stays ON audit_event",
    "DROP TRIGGER audit_event_kept ON audit_event",
    "DROP TRIGGER audit_event_whole ON audit_event",
    "DROP FUNCTION audit_keeps_event()",
)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL_BACK if postgresql else _SQLITE_BACK:
        op.execute(statement)
    op.drop_index(op.f("ix_audit_event_actor"), "audit_event")
    op.drop_index(op.f("ix_audit_event_action"), "audit_event")
    op.drop_table("audit_sealed")
    op.drop_table("audit_seal")
    if postgresql:
        op.execute("DROP FUNCTION audit_keeps_place()")
        op.execute("DROP FUNCTION audit_refuses()")
