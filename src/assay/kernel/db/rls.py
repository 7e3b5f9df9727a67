"""DDL for migrations: schemas, roles, grants and row-level security, each with its way back."""

from alembic.operations import Operations

ROLES = ("assay_app", "assay_ingest", "assay_vault", "assay_system")
_ORG = "org_id = current_setting('assay.org_id')::uuid"


def create_roles(op: Operations) -> None:
    """Roles belong to the whole server: make those that are missing, and let the owner act as each.

    The vault role is the app role plus the identities, so intake writes both in one transaction.
    """
    for role in ROLES:
        op.execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
            f"CREATE ROLE {role} NOLOGIN INHERIT NOBYPASSRLS; END IF; "
            # Since 16 the maker of a role is its member without the right to act as it: grant that.
            f"IF NOT pg_has_role(current_user, '{role}', CASE WHEN current_setting('server_version_num')"
            "::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN "
            f"EXECUTE format('GRANT {role} TO %I', current_user); END IF; END $$"
        )
    op.execute("GRANT assay_app TO assay_vault")


def create_schema(op: Operations, schema: str) -> None:
    op.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    op.execute(f"GRANT USAGE ON SCHEMA {schema} TO {', '.join(ROLES)}")


def grant(op: Operations, table: str, role: str, privileges: str) -> None:
    """Grant `privileges` ("SELECT, INSERT") on `table` ("schema.name") to `role`."""
    op.execute(f"GRANT {privileges} ON {table} TO {role}")


def enable_rls(
    op: Operations, table: str, *, roles: tuple[str, ...] = ("assay_app",), system: bool = True
) -> None:
    """Force row-level security on `table`: `roles` see their organisation, `assay_system` all (if `system`).

    An unset organisation raises in `current_setting` instead of showing everything or nothing.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_org ON {table} TO {', '.join(roles)} USING ({_ORG}) WITH CHECK ({_ORG})")
    if system:
        op.execute(f"CREATE POLICY all_orgs ON {table} TO assay_system USING (true) WITH CHECK (true)")


def append_only(op: Operations, table: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE on a local table, whoever asks (needs `kernel.refuse_change`)."""
    name = table.rsplit(".", maxsplit=1)[-1]
    op.execute(
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change()"
    )
