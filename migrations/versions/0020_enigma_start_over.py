"""Enigma: a reviewer of scrubbed texts may start over."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    admit("'approved', 'added', 'restored', 'reset'")


def downgrade() -> None:
    op.execute("DELETE FROM enigma.scrub_reviews WHERE decision = 'reset'")
    admit("'approved', 'added', 'restored'")


def admit(values: str) -> None:
    op.execute(
        "-- The same rule comes back with one value more, in the same transaction.\n"
        "-- squawk-ignore ban-drop-constraint\n"
        "ALTER TABLE enigma.scrub_reviews DROP CONSTRAINT ck_scrub_reviews_decision"
    )
    # Not validated: what is there holds already, and a scan would lock the table.
    op.execute(
        "ALTER TABLE enigma.scrub_reviews ADD CONSTRAINT ck_scrub_reviews_decision"
        f" CHECK (decision IN ({values})) NOT VALID"
    )
