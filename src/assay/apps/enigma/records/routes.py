"""The auditor's view of the log."""

from assay.apps.enigma.events import Event
from assay.apps.enigma.permissions import Permission
from assay.kernel.audit.routes import routers

api, pages = routers(Permission.AUDIT_READ, "/enigma", example=Event.CYCLE_FROZEN)
