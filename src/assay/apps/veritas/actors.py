"""The callers of Veritas's routes, and who they are in its tables."""

from typing import Annotated

from assay.apps.veritas.permissions import Permission
from assay.kernel.access import Actor, requires

Student = Annotated[Actor, requires(Permission.SIT)]
Teacher = Annotated[Actor, requires(Permission.EXAM_READ)]
Author = Annotated[Actor, requires(Permission.EXAM_CREATE)]
PeopleAdmin = Annotated[Actor, requires(Permission.PEOPLE_MANAGE)]
RetentionAdmin = Annotated[Actor, requires(Permission.RETENTION_RUN)]
