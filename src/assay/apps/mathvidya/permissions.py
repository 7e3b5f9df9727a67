"""Who may do what in Mathvidya: role → permissions. Whose exam or child it is, is a matter of rows."""

from enum import StrEnum


class Permission(StrEnum):
    EXAM_TAKE = "mathvidya:exam.take"
    """A student's own papers, exams, results, plan and profile."""
    CHILD_READ = "mathvidya:child.read"
    """Results of children with a confirmed mapping."""
    MARK = "mathvidya:evaluation.mark"
    """Evaluations that are assigned to the teacher."""
    PEOPLE_MANAGE = "mathvidya:people.manage"
    PLAN_MANAGE = "mathvidya:plan.manage"
    """Plans, subscriptions, payments."""
    BANK_MANAGE = "mathvidya:bank.manage"
    """Questions and templates of papers."""
    EVALUATION_MANAGE = "mathvidya:evaluation.manage"
    """Assignment, the board of promised times, seeds, adjudication."""
    CONFIG_MANAGE = "mathvidya:config.manage"
    AUDIT_READ = "mathvidya:audit.read"


ROLES: dict[str, frozenset[StrEnum]] = {
    "student": frozenset({Permission.EXAM_TAKE}),
    "parent": frozenset({Permission.CHILD_READ}),
    "teacher": frozenset({Permission.MARK}),
    "admin": frozenset(
        {
            Permission.PEOPLE_MANAGE,
            Permission.PLAN_MANAGE,
            Permission.BANK_MANAGE,
            Permission.EVALUATION_MANAGE,
            Permission.CONFIG_MANAGE,
            Permission.AUDIT_READ,
        }
    ),
}
