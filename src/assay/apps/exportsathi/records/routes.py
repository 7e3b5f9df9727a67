"""The administrator's view of the log: what happened in ExportSathi."""

from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.permissions import Permission
from assay.kernel.audit.routes import routers

api, pages = routers(Permission.AUDIT_READ, "/exportsathi", app="exportsathi", example=Event.FACT_CHANGED)
