"""How a certificate may move."""

from assay.apps.exportsathi.certificates.rules import may_move, proven
from assay.apps.exportsathi.models.progress import CertificateState


def test_only_what_was_begun_can_be_refused() -> None:
    assert may_move(CertificateState.IN_PROGRESS, CertificateState.REJECTED)
    assert not may_move(CertificateState.NOT_STARTED, CertificateState.REJECTED)
    assert not may_move(CertificateState.COMPLETED, CertificateState.REJECTED)


def test_from_everywhere_there_is_a_way_back_to_the_start() -> None:
    for state in CertificateState:
        assert may_move(state, CertificateState.NOT_STARTED)


def test_numbers_prove_registrations() -> None:
    assert proven("AAPFU0939F", "") == {"iec"}
    assert proven("", "27AAPFU0939F1ZV") == {"gst-registration"}
