"""Who may do what in Veritas: role → permissions. Which exams a teacher reaches is a matter of rows."""

from enum import StrEnum


class Permission(StrEnum):
    SIT = "veritas:exam.sit"
    EXAM_READ = "veritas:exam.read"
    """Exams with a row in `teacher_exam_permissions`; the level of the row says what else."""
    EXAM_CREATE = "veritas:exam.create"
    PEOPLE_MANAGE = "veritas:people.manage"
    """Students, teachers, permissions, guardians' consents."""
    RETENTION_RUN = "veritas:retention.run"
    AUDIT_READ = "veritas:audit.read"


ROLES: dict[str, frozenset[StrEnum]] = {
    "student": frozenset({Permission.SIT}),
    "teacher": frozenset({Permission.EXAM_READ, Permission.EXAM_CREATE}),
    "admin": frozenset({Permission.PEOPLE_MANAGE, Permission.RETENTION_RUN, Permission.AUDIT_READ}),
}
