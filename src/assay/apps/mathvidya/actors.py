"""The callers of Mathvidya's routes, and who they are in its tables."""

from typing import Annotated

from assay.apps.mathvidya.permissions import Permission
from assay.kernel.access import Actor, requires

Student = Annotated[Actor, requires(Permission.EXAM_TAKE)]
Parent = Annotated[Actor, requires(Permission.CHILD_READ)]
Teacher = Annotated[Actor, requires(Permission.MARK)]
PeopleAdmin = Annotated[Actor, requires(Permission.PEOPLE_MANAGE)]
PlanAdmin = Annotated[Actor, requires(Permission.PLAN_MANAGE)]
BankAdmin = Annotated[Actor, requires(Permission.BANK_MANAGE)]
EvaluationAdmin = Annotated[Actor, requires(Permission.EVALUATION_MANAGE)]
ConfigAdmin = Annotated[Actor, requires(Permission.CONFIG_MANAGE)]
