"""Who may do what in ExportSathi: role → permissions. Whose report it is, is a matter of rows."""

from enum import StrEnum


class Permission(StrEnum):
    EXPORT = "exportsathi:export"
    """An exporter's own profile, reports, shipments, documents, questions."""
    KNOWLEDGE_MANAGE = "exportsathi:knowledge.manage"
    """Sources, facts, rates, rules, knowledge documents: import, correct, let expire."""
    AUDIT_READ = "exportsathi:audit.read"
    """What was changed in the knowledge, and by whom."""


ROLES: dict[str, frozenset[StrEnum]] = {
    "exporter": frozenset({Permission.EXPORT}),
    "curator": frozenset({Permission.KNOWLEDGE_MANAGE}),
    "admin": frozenset({Permission.KNOWLEDGE_MANAGE, Permission.AUDIT_READ}),
}
