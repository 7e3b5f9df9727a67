"""Pure rules of intake: the published ranges of tests and grades, identifiers, digests."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, overload
from uuid import UUID

from assay.kernel.audit.chain import canonical


class Scrubbed(Protocol):
    """What `reviewers_view` reads of an anonymised application."""

    application_id: Any
    gpa: Any
    gpa_scale: Any
    test_scores: Any
    essay_scrubbed: Any
    achievements_scrubbed: Any
    residual_risk: Any


GPA_SCALES = (4, 5, 7, 10, 100)


@dataclass(frozen=True, slots=True)
class TestRange:
    """The published range of a test and the step its scores come in."""

    __test__ = False

    label: str
    low: Decimal
    high: Decimal
    step: Decimal

    def problem(self, score: Decimal) -> str | None:
        """What is wrong with `score`, in words; None when it can stand."""
        if not self.low <= score <= self.high:
            return f"{self.label} scores run from {self.low:f} to {self.high:f}."
        if (score - self.low) % self.step:
            return f"{self.label} scores come in steps of {self.step:f}."
        return None


def _range(label: str, low: str, high: str, step: str) -> TestRange:
    return TestRange(label, Decimal(low), Decimal(high), Decimal(step))


# Ranges as the testing bodies publish them: College Board (SAT), ACT Inc., ETS (GRE verbal plus quantitative,
# TOEFL iBT total), IELTS partners (overall band), NTA (JEE Main percentile score, NEET marks, CUET subject
# score), and the percentage of a class XII board.
TESTS: dict[str, TestRange] = {
    "SAT": _range("SAT", "400", "1600", "10"),
    "ACT": _range("ACT", "1", "36", "1"),
    "GRE": _range("GRE", "260", "340", "1"),
    "TOEFL": _range("TOEFL", "0", "120", "1"),
    "IELTS": _range("IELTS", "0", "9", "0.5"),
    "JEE": _range("JEE Main", "0", "100", "0.0000001"),
    "NEET": _range("NEET", "0", "720", "1"),
    "CUET": _range("CUET", "0", "250", "0.01"),
    "CLASS_XII": _range("Class XII percentage", "0", "100", "0.01"),
}


def normalize_email(email: str) -> str:
    """The form of an address under which it may apply once: NFKC, trimmed, case-folded."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def application_id(key: bytes, org_id: UUID, cycle_id: UUID, email: str) -> UUID:
    """The id that this address has in this cycle: 122 bits of HMAC-SHA-256 as a UUIDv8 (RFC 9562)."""
    message = f"enigma/application\x1f{org_id}\x1f{cycle_id}\x1f{normalize_email(email)}".encode()
    digest = bytearray(hmac.digest(key, message, "sha256")[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def pseudonym(application: UUID) -> str:
    """The name an application has in published lists: SHA-256 of its unguessable id, in hex."""
    return _pseudonym(application.bytes)


def _pseudonym(application: bytes) -> str:
    return hashlib.sha256(b"enigma/pseudonym\x00" + application).hexdigest()


@dataclass(frozen=True, slots=True)
class Pseudonyms(Sequence[str]):
    """The pseudonyms of the applications whose ids lie in `ids`, 16 bytes each: made whenever they are asked
    for, which costs less than keeping a million of them."""

    ids: bytes

    def __len__(self) -> int:
        return len(self.ids) // 16

    def application(self, index: int) -> UUID:
        return UUID(bytes=self.ids[16 * index : 16 * index + 16])

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return _pseudonym(self.ids[16 * index : 16 * index + 16])


def new_token() -> str:
    """An access token: 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return hashlib.sha256(b"enigma/token\x00" + token.encode()).digest()


def token_fits(token: str, stored: bytes) -> bool:
    return hmac.compare_digest(token_hash(token), stored)


def content_digest(salt: bytes, content: Mapping[str, object]) -> bytes:
    """SHA-256 over `salt` (32 bytes) and the RFC 8785 form of everything submitted."""
    return hashlib.sha256(salt + canonical(dict(content))).digest()


def reviewers_view(row: "Scrubbed") -> dict[str, object]:
    """The one projection of an application for people who score: scrubbed texts and figures."""
    return {
        "application_id": str(row.application_id),
        "gpa": f"{row.gpa.normalize():f}",
        "gpa_scale": row.gpa_scale,
        "test_scores": row.test_scores,
        "essay": row.essay_scrubbed,
        "achievements": row.achievements_scrubbed,
        "residual_risk": row.residual_risk,
    }
