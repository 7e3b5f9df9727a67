"""Files, mail, model calls, idempotency keys."""

from alembic import op

from assay.kernel.db.rls import enable_rls, grant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE kernel.files (
    org_id uuid NOT NULL,
    id uuid NOT NULL CONSTRAINT pk_files PRIMARY KEY,
    key varchar(300) NOT NULL CONSTRAINT uq_files_key UNIQUE,
    name varchar(200) NOT NULL,
    content_type varchar(100) NOT NULL,
    size bigint,
    sha256 varchar(64) CONSTRAINT ck_files_sha256_hex CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    state varchar(40) NOT NULL
        CONSTRAINT ck_files_state CHECK (state IN ('pending', 'stored', 'discarded')),
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    stored_at timestamptz,
    CONSTRAINT ck_files_stored_is_known CHECK (
        state <> 'stored' OR (size IS NOT NULL AND sha256 IS NOT NULL AND stored_at IS NOT NULL))
);
CREATE INDEX ix_files_org_id_created_at ON kernel.files (org_id, created_at);
CREATE INDEX ix_files_unsettled ON kernel.files (created_at) WHERE state <> 'stored';
CREATE TABLE kernel.mail_outbox (
    id uuid NOT NULL CONSTRAINT pk_mail_outbox PRIMARY KEY,
    org_id uuid,
    key varchar(200) NOT NULL CONSTRAINT uq_mail_outbox_key UNIQUE,
    template varchar(100) NOT NULL,
    recipient varchar(320),
    subject varchar(300),
    body_text varchar,
    body_html varchar,
    state varchar(40) NOT NULL
        CONSTRAINT ck_mail_outbox_state CHECK (state IN ('pending', 'sent', 'kept', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    last_error varchar(300),
    created_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz,
    CONSTRAINT ck_mail_outbox_unsent_is_whole CHECK (
        state = 'sent' OR (recipient IS NOT NULL AND subject IS NOT NULL AND body_text IS NOT NULL))
);
CREATE INDEX ix_mail_outbox_due ON kernel.mail_outbox (due_at) WHERE state = 'pending';
CREATE TABLE kernel.llm_calls (
    org_id uuid NOT NULL,
    id uuid NOT NULL CONSTRAINT pk_llm_calls PRIMARY KEY,
    run_id uuid,
    purpose varchar(40) NOT NULL,
    engine varchar(20) NOT NULL,
    model varchar(120) NOT NULL,
    prompt_version varchar(80) NOT NULL,
    request_hash varchar(64) NOT NULL
        CONSTRAINT ck_llm_calls_request_hash_hex CHECK (request_hash ~ '^[0-9a-f]{64}$'),
    outcome varchar(40) NOT NULL CONSTRAINT ck_llm_calls_outcome CHECK (outcome IN (
        'ok', 'refusal', 'cut_off', 'content_filter', 'parse_failure', 'rate_limited', 'unavailable',
        'rejected', 'cost_cap')),
    cached boolean NOT NULL,
    attempts integer NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    milliseconds integer NOT NULL,
    cost numeric(14, 6) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ix_llm_calls_org_id_run_id ON kernel.llm_calls (org_id, run_id);
CREATE INDEX ix_llm_calls_org_id_created_at ON kernel.llm_calls (org_id, created_at);
CREATE TABLE kernel.llm_cache (
    org_id uuid NOT NULL,
    request_hash varchar(64) NOT NULL,
    model varchar(120) NOT NULL,
    value jsonb NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_llm_cache PRIMARY KEY (org_id, request_hash)
);
CREATE INDEX ix_llm_cache_created_at ON kernel.llm_cache (created_at);
CREATE TABLE kernel.idempotency_keys (
    scope bytea NOT NULL,
    key bytea NOT NULL,
    request_hash bytea NOT NULL,
    status smallint,
    media_type varchar(100),
    answer bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (scope, key),
    CONSTRAINT ck_idempotency_keys_answered CHECK ((status IS NULL) = (answer IS NULL))
);
CREATE INDEX ix_idempotency_keys_expires_at ON kernel.idempotency_keys (expires_at);
"""

# Mail about an account belongs to no organisation. CASE, because a bare OR may evaluate its sides in either
# order, and an unset organisation must not raise for such mail.
OWN_OR_NONE = "CASE WHEN org_id IS NULL THEN true ELSE org_id = current_setting('assay.org_id')::uuid END"


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)

    enable_rls(op, "kernel.files")
    grant(op, "kernel.files", "assay_app", "SELECT, INSERT, UPDATE")
    grant(op, "kernel.files", "assay_system", "SELECT, UPDATE, DELETE")

    # Requests may promise mail and never read any: it carries addresses and one-time links.
    op.execute("ALTER TABLE kernel.mail_outbox ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE kernel.mail_outbox FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY promise ON kernel.mail_outbox FOR INSERT TO assay_app, assay_vault "
        f"WITH CHECK ({OWN_OR_NONE})"
    )
    op.execute("CREATE POLICY all_orgs ON kernel.mail_outbox TO assay_system USING (true) WITH CHECK (true)")
    grant(op, "kernel.mail_outbox", "assay_app", "INSERT")
    grant(op, "kernel.mail_outbox", "assay_vault", "INSERT")
    grant(op, "kernel.mail_outbox", "assay_system", "SELECT, INSERT, UPDATE, DELETE")

    enable_rls(op, "kernel.llm_calls")
    grant(op, "kernel.llm_calls", "assay_app", "SELECT, INSERT")
    grant(op, "kernel.llm_calls", "assay_system", "SELECT")
    enable_rls(op, "kernel.llm_cache")
    grant(op, "kernel.llm_cache", "assay_app", "SELECT, INSERT, DELETE")
    grant(op, "kernel.llm_cache", "assay_system", "SELECT, DELETE")

    # Scopes are keyed digests and answers are encrypted, so this table needs no row-level security.
    for role in ("assay_app", "assay_system"):
        grant(op, "kernel.idempotency_keys", role, "SELECT, INSERT, UPDATE, DELETE")


def downgrade() -> None:
    for table in ("idempotency_keys", "llm_cache", "llm_calls", "mail_outbox", "files"):
        op.execute(f"DROP TABLE kernel.{table}")
