"""Accounts, organisations, memberships, sessions, and the counters of the rate limits."""

from alembic import op

from assay.kernel.db.rls import enable_rls, grant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What proves a person: for sign-in only.
SECRET = ("credentials", "recovery_codes", "registrations", "one_time_tokens", "sessions", "refresh_tokens")

TABLES = """
CREATE TABLE kernel.accounts (
    id uuid NOT NULL CONSTRAINT pk_accounts PRIMARY KEY,
    email varchar(254) NOT NULL CONSTRAINT uq_accounts_email UNIQUE,
    name varchar(200) NOT NULL,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);
CREATE TABLE kernel.organisations (
    id uuid NOT NULL CONSTRAINT pk_organisations PRIMARY KEY,
    slug varchar(60) NOT NULL CONSTRAINT uq_organisations_slug UNIQUE,
    name varchar(200) NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE TABLE kernel.memberships (
    org_id uuid NOT NULL
        CONSTRAINT fk_memberships_org_id REFERENCES kernel.organisations ON DELETE CASCADE,
    account_id uuid NOT NULL
        CONSTRAINT fk_memberships_account_id REFERENCES kernel.accounts ON DELETE CASCADE,
    app varchar(40) NOT NULL,
    role varchar(40) NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_memberships PRIMARY KEY (org_id, account_id, app)
);
CREATE INDEX ix_memberships_account_id ON kernel.memberships (account_id);
CREATE TABLE kernel.invitations (
    id uuid NOT NULL CONSTRAINT pk_invitations PRIMARY KEY,
    org_id uuid NOT NULL
        CONSTRAINT fk_invitations_org_id REFERENCES kernel.organisations ON DELETE CASCADE,
    email varchar(254) NOT NULL,
    roles jsonb NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT uq_invitations_token_hash UNIQUE,
    invited_by uuid
        CONSTRAINT fk_invitations_invited_by REFERENCES kernel.accounts ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz
);
CREATE INDEX ix_invitations_org_id_email ON kernel.invitations (org_id, email);
CREATE TABLE kernel.credentials (
    account_id uuid NOT NULL CONSTRAINT pk_credentials PRIMARY KEY
        CONSTRAINT fk_credentials_account_id REFERENCES kernel.accounts ON DELETE CASCADE,
    password_hash varchar(255) NOT NULL,
    password_changed_at timestamptz NOT NULL,
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint
);
CREATE TABLE kernel.recovery_codes (
    account_id uuid NOT NULL
        CONSTRAINT fk_recovery_codes_account_id REFERENCES kernel.accounts ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    CONSTRAINT pk_recovery_codes PRIMARY KEY (account_id, code_hash)
);
CREATE TABLE kernel.registrations (
    id uuid NOT NULL CONSTRAINT pk_registrations PRIMARY KEY,
    email varchar(254) NOT NULL,
    name varchar(200) NOT NULL,
    password_hash varchar(255) NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT uq_registrations_token_hash UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ix_registrations_email ON kernel.registrations (email);
CREATE TABLE kernel.one_time_tokens (
    id uuid NOT NULL CONSTRAINT pk_one_time_tokens PRIMARY KEY,
    account_id uuid NOT NULL
        CONSTRAINT fk_one_time_tokens_account_id REFERENCES kernel.accounts ON DELETE CASCADE,
    purpose varchar(40) NOT NULL CONSTRAINT ck_one_time_tokens_purpose
        CHECK (purpose IN ('reset_password', 'change_email', 'second_factor')),
    token_hash bytea NOT NULL CONSTRAINT uq_one_time_tokens_token_hash UNIQUE,
    email varchar(254),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX ix_one_time_tokens_account_id ON kernel.one_time_tokens (account_id);
CREATE TABLE kernel.sessions (
    id uuid NOT NULL CONSTRAINT pk_sessions PRIMARY KEY,
    account_id uuid NOT NULL
        CONSTRAINT fk_sessions_account_id REFERENCES kernel.accounts ON DELETE CASCADE,
    active_org_id uuid
        CONSTRAINT fk_sessions_active_org_id REFERENCES kernel.organisations ON DELETE SET NULL,
    kind varchar(40) NOT NULL CONSTRAINT ck_sessions_kind CHECK (kind IN ('web', 'api')),
    token_hash bytea CONSTRAINT uq_sessions_token_hash UNIQUE,
    address varchar(45) NOT NULL,
    user_agent varchar(200) NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason varchar(40) CONSTRAINT ck_sessions_end_reason CHECK (end_reason IN
        ('signed_out', 'ended_by_owner', 'password_changed', 'email_changed', 'second_factor_changed',
         'token_reused'))
);
CREATE INDEX ix_sessions_account_id ON kernel.sessions (account_id);
CREATE TABLE kernel.refresh_tokens (
    token_hash bytea NOT NULL CONSTRAINT pk_refresh_tokens PRIMARY KEY,
    session_id uuid NOT NULL
        CONSTRAINT fk_refresh_tokens_session_id REFERENCES kernel.sessions ON DELETE CASCADE,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX ix_refresh_tokens_session_id ON kernel.refresh_tokens (session_id);
CREATE UNLOGGED TABLE kernel.rate_limits (
    key varchar(120) NOT NULL CONSTRAINT pk_rate_limits PRIMARY KEY,
    arrival timestamptz NOT NULL
)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
    for table in ("memberships", "invitations"):
        enable_rls(op, f"kernel.{table}")
        grant(op, f"kernel.{table}", "assay_app", "SELECT, INSERT, UPDATE, DELETE")
    fence(
        "organisations",
        "id = current_setting('assay.org_id')::uuid",
    )
    fence(
        "accounts",
        "EXISTS (SELECT FROM kernel.memberships AS m WHERE m.account_id = accounts.id"
        " AND m.org_id = current_setting('assay.org_id')::uuid)",
    )
    for table in ("accounts", "organisations", "memberships", "invitations", "rate_limits", *SECRET):
        grant(op, f"kernel.{table}", "assay_system", "SELECT, INSERT, UPDATE, DELETE")


def fence(table: str, condition: str) -> None:
    """A global table of which an organisation may read its own part."""
    name = f"kernel.{table}"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_org ON {name} FOR SELECT TO assay_app USING ({condition})")
    op.execute(f"CREATE POLICY all_rows ON {name} TO assay_system USING (true) WITH CHECK (true)")
    grant(op, name, "assay_app", "SELECT")


def downgrade() -> None:
    for table in (
        "rate_limits",
        "refresh_tokens",
        "sessions",
        "one_time_tokens",
        "registrations",
        "recovery_codes",
        "credentials",
        "invitations",
    ):
        op.execute(f"DROP TABLE kernel.{table}")
    op.execute("DROP POLICY of_org ON kernel.accounts")  # it reads memberships
    for table in ("memberships", "organisations", "accounts"):
        op.execute(f"DROP TABLE kernel.{table}")
