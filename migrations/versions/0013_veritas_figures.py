"""Veritas: figures of questions and of time as materialised views."""

from alembic import op

from assay.kernel.db import rls

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Row-level security does not reach materialised views: nobody but their owner reads them. Applications read
# the view of the same name without `_all`, which shows one organisation.
FIGURES = {
    "question_figures": """
        SELECT org_id, exam_id, question_id, count(*) AS answers, count(score) AS graded,
               round(avg(score / max_score), 4) AS difficulty,
               count(*) FILTER (WHERE score = max_score) AS full_marks,
               count(*) FILTER (WHERE score = 0) AS no_marks,
               max(graded_at) AS as_of
        FROM (SELECT DISTINCT ON (g.attempt, g.question_id)
                     g.org_id, a.exam_id, g.question_id, g.score, g.max_score, g.graded_at
              FROM veritas.answer_grades g JOIN veritas.exam_attempts a ON a.attempt = g.attempt
              WHERE a.status IN ('submitted', 'graded')
              ORDER BY g.attempt, g.question_id, g.grading DESC) AS latest
        GROUP BY org_id, exam_id, question_id
    """,
    "time_use": """
        SELECT org_id, exam_id, least(9, greatest(0, floor(10 * used / allowed)))::smallint AS tenth,
               count(*) AS attempts, max(submitted_at) AS as_of
        FROM (SELECT org_id, exam_id, submitted_at,
                     extract(epoch FROM submitted_at - started_at) - paused_seconds AS used,
                     extract(epoch FROM deadline_at - started_at) - paused_seconds AS allowed
              FROM veritas.exam_attempts
              WHERE status IN ('submitted', 'graded') AND submitted_at IS NOT NULL) AS times
        WHERE allowed > 0
        GROUP BY org_id, exam_id, tenth
    """,
}
KEYS = {"question_figures": "exam_id, question_id", "time_use": "exam_id, tenth"}
# What the refresh reads, across organisations: marks and times, and no name.
READ = {
    "answer_grades": "org_id, attempt, question_id, grading, score, max_score, graded_at",
    "exam_attempts": "started_at, submitted_at, paused_seconds",
}
FRESH = "-- Made in the statement before, and read by nobody yet.\n-- squawk-ignore require-concurrent-index-creation\n"


def upgrade() -> None:
    for table, columns in READ.items():
        rls.grant(op, f"veritas.{table}", "assay_system", f"SELECT ({columns})")
    # The refresh runs as the owner of the views, who must be let through row-level security.
    op.execute("GRANT CREATE ON SCHEMA veritas TO assay_system")
    for name, query in FIGURES.items():
        op.execute(f"CREATE MATERIALIZED VIEW veritas.{name}_all AS {query}")
        op.execute(f"{FRESH}CREATE UNIQUE INDEX ux_{name}_all ON veritas.{name}_all ({KEYS[name]})")
        op.execute(f"{FRESH}CREATE INDEX ix_{name}_all_org_id ON veritas.{name}_all (org_id, exam_id)")
        op.execute(
            f"CREATE VIEW veritas.{name} WITH (security_barrier = true) AS "
            f"SELECT * FROM veritas.{name}_all WHERE org_id = current_setting('assay.org_id')::uuid"
        )
        op.execute(f"ALTER MATERIALIZED VIEW veritas.{name}_all OWNER TO assay_system")
        op.execute(f"ALTER VIEW veritas.{name} OWNER TO assay_system")
        rls.grant(op, f"veritas.{name}", "assay_app", "SELECT")
    op.execute("REVOKE CREATE ON SCHEMA veritas FROM assay_system")


def downgrade() -> None:
    for name in FIGURES:
        op.execute(f"DROP VIEW veritas.{name}")
        op.execute(f"DROP MATERIALIZED VIEW veritas.{name}_all")
    for table, columns in READ.items():
        op.execute(f"REVOKE SELECT ({columns}) ON veritas.{table} FROM assay_system")
