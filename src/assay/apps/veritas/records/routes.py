"""The administrator's view of the log: what happened in Veritas."""

from assay.apps.veritas.events import Event
from assay.apps.veritas.permissions import Permission
from assay.kernel.audit.routes import routers

api, pages = routers(Permission.AUDIT_READ, "/veritas", app="veritas", example=Event.CASE_DECIDED)
