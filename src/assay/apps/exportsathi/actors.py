"""The callers of ExportSathi's routes, and who they are in its tables."""

from typing import Annotated

from assay.apps.exportsathi.permissions import Permission
from assay.kernel.access import Actor, requires

Exporter = Annotated[Actor, requires(Permission.EXPORT)]
Curator = Annotated[Actor, requires(Permission.KNOWLEDGE_MANAGE)]
