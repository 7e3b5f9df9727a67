"""The audit log: append-only, hash-chained, in a Merkle tree whose signed heads anyone can hold us to.

Applications call `record` in the transaction of what they do. The rest is for receipts and the auditor.
"""

from assay.kernel.audit.errors import DamagedLog, NotYet, Unverified
from assay.kernel.audit.service import forget, head, matches, receipt_for, record

__all__ = ["DamagedLog", "NotYet", "Unverified", "forget", "head", "matches", "receipt_for", "record"]
