"""The administrator's view of the log: what happened in Mathvidya."""

from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.permissions import Permission
from assay.kernel.audit.routes import routers

api, pages = routers(Permission.AUDIT_READ, "/mathvidya", app="mathvidya", example=Event.EXAM_MARKED)
