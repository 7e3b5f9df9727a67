"""What can go wrong with the log and its proofs."""

from assay.kernel.errors import AssayError, Conflict, Invalid


class NotYet(Conflict):
    """The entry is recorded but no checkpoint covers it yet; the sequencer runs every second."""

    slug, title = "not-yet-sequenced", "The log has not sealed this entry yet"
    permanent = False


class Unverified(Invalid):
    """A note, checkpoint or receipt that does not prove what it claims."""

    slug, title = "unverified", "This proof does not hold"


class DamagedLog(AssayError):
    """The stored log contradicts itself, so nothing further may be signed or proven from it."""

    slug, title = "damaged-log", "The audit log is damaged. Run `assay audit verify`"
