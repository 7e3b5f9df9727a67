"""Pure rules of publication."""

from collections.abc import Sequence

from assay.apps.enigma.policy import Policy
from assay.apps.enigma.results.rules import BASELINE
from assay.kernel.errors import Conflict


def check_engines(policy: Policy, engines: Sequence[str]) -> None:
    """Raises Conflict when baseline scores count and the frozen policy does not allow that."""
    if BASELINE in engines and not policy.evaluation.allow_baseline:
        raise Conflict(
            "Texts of this cycle were scored by the baseline engine, and its frozen policy does not allow"
            " publication on it. In the next cycle, evaluate with a model or allow the baseline."
        )
