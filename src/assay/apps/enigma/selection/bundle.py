"""The published bundle: JSON lines from which anyone can recompute the selection.

Line 1 is the header (policy, hashes, seats, seed, receipts); then one line a candidate, best first:
`[pseudonym, [academic, tests, achievements, essay], [categories], place, aggregate, seat, waitlist place]`,
scores in ten-thousandths of a point, -1 where not given. Nothing in it names a person.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.apps.enigma.policy import Policy
from assay.apps.enigma.selection import rules
from assay.kernel.audit import receipt as receipts
from assay.kernel.audit.errors import Unverified

SCHEMA = "assay.enigma/selection-bundle@1"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`difference` is empty when everything agrees; `checked` says what was compared."""

    difference: str
    checked: tuple[str, ...]
    candidates: int = 0

    @property
    def verified(self) -> bool:
        return not self.difference


def verify(lines: Iterable[str], public_keys: list[str]) -> Verdict:
    """Recompute everything in a bundle. Needs no database, no network, and trusts only `public_keys`.

    `public_keys`: verifier keys of the log (`name+hash+key`). Never raises on a broken bundle; it says where.
    """
    try:
        return _verify(iter(lines), public_keys)
    except (ValueError, KeyError, TypeError, IndexError, StopIteration) as error:
        return Verdict(f"the bundle cannot be read: {error}", ())


def _verify(lines: Any, public_keys: list[str]) -> Verdict:
    header = json.loads(next(lines))
    if header.get("schema") != SCHEMA:
        return Verdict(f"the schema is not {SCHEMA}", ())
    policy = Policy.model_validate(header["policy"])
    checked: list[str] = []

    def differs(what: str, stated: object, found: object) -> Verdict | None:
        checked.append(what)
        return None if stated == found else Verdict(f"{what}: stated {stated}, found {found}", tuple(checked))

    if bad := differs("policy hash", header["policy_hash"], policy.digest()):
        return bad
    seed = rules.seed_of(header["policy_hash"], header["applications_hash"])
    if bad := differs("seed", header["seed"], seed):
        return bad
    rows = [json.loads(text) for text in lines if text.strip()]
    names = [row[0] for row in rows]
    if len(set(names)) != len(names):
        return Verdict("a pseudonym stands twice", tuple(checked))
    candidates = rules.Candidates(
        names,
        np.asarray([row[1] for row in rows], dtype=np.int64).reshape(len(rows), len(rules.COMPONENTS)),
        [frozenset(row[2]) for row in rows],
    )
    if bad := differs("committed scores", header["inputs_hash"], rules.inputs_hash(candidates)):
        return bad
    outcome = rules.select(candidates, policy, seats=header["seats"], seed=seed)
    for index, row in enumerate(rows):
        found = [
            int(outcome.ranks[index]),
            int(outcome.aggregates[index]),
            outcome.seats[index],
            outcome.waitlist[index],
        ]
        if row[3:7] != found:
            what = f"candidate {row[0][:16]}: stated {row[3:7]}, found {found}"
            return Verdict(f"place, aggregate, seat, waitlist of {what}", tuple(checked), len(rows))
    checked.append("places, seats and waitlist")
    if bad := differs("cut-off", header["cut_off"], outcome.cut_off):
        return bad
    if bad := differs("outcome hash", header["outcome_hash"], rules.outcome_hash(candidates, outcome)):
        return bad
    return _check_log(header, public_keys, checked, len(rows))


def _check_log(header: dict[str, Any], public_keys: list[str], checked: list[str], count: int) -> Verdict:
    """The log must hold what the bundle states, under a checkpoint signed by a trusted key."""
    expected = {
        "frozen": {
            "policy_hash": header["policy_hash"],
            "applications_hash": header["applications_hash"],
            "seats": header["seats"],
        },
        "committed": {"inputs_hash": header["inputs_hash"]},
        "selected": {"outcome_hash": header["outcome_hash"], "inputs_hash": header["inputs_hash"]},
    }
    for name, facts in expected.items():
        checked.append(f"log entry: {name}")
        try:
            logged = receipts.verify_receipt(header["receipts"][name], public_keys).entry
        except Unverified as error:
            return Verdict(f"log entry {name}: {error}", tuple(checked), count)
        if str(logged["entity_id"]) != header["cycle_id"]:
            return Verdict(f"log entry {name} is about another cycle", tuple(checked), count)
        for key, value in facts.items():
            if logged["details"].get(key) != value:
                return Verdict(
                    f"log entry {name}: {key} is {logged['details'].get(key)}, the bundle says {value}",
                    tuple(checked),
                    count,
                )
    return Verdict("", tuple(checked), count)
