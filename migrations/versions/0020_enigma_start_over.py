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
    # Not validated: what is there holds already, and a scan would lock the table.
    op.execute("ALTER TABLE enigma.scrub_reviews DROP CONSTRAINT ck_scrub_reviews_decision")
    op.execute(
        f"ALTER TABLE enigma.scrub_reviews ADD CONSTRAINT ck_scrub_reviews_decision CHECK (decision IN ({values})) NOT VALID"
    )
