"""Veritas: the first partitions of the event stream. From then on a daily job stays six months ahead."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AHEAD = 6


def upgrade() -> None:
    op.execute(
        "SELECT veritas.make_events_partition((date_trunc('month', now()) + ahead * interval '1 month')::date) "
        f"FROM generate_series(0, {AHEAD}) AS ahead"
    )


def downgrade() -> None:
    # Rows of these months go to the DEFAULT partition of the revision before.
    op.execute(
        """
        DO $$ DECLARE part regclass; BEGIN
            FOR part IN SELECT i.inhrelid::regclass FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                         WHERE i.inhparent = 'veritas.monitoring_events'::regclass
                           AND c.relname ~ '__\\d{4}_\\d{2}$' LOOP
                EXECUTE format('ALTER TABLE veritas.monitoring_events DETACH PARTITION %s', part);
                EXECUTE format('INSERT INTO veritas.monitoring_events__rest SELECT * FROM %s', part);
                EXECUTE format('DROP TABLE %s', part);
            END LOOP;
        END $$
        """
    )
