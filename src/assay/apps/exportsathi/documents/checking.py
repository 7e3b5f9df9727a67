"""All rules together, in the order in which findings of one severity are read."""

from assay.apps.exportsathi.documents import (
    rules_days,
    rules_identity,
    rules_needs,
    rules_papers,
    rules_route,
    rules_sums,
    rules_tax,
    rules_trade,
)
from assay.apps.exportsathi.documents.rules import Case, Finding, Rule, run

RULES: tuple[Rule, ...] = (
    *rules_trade.RULES,
    *rules_route.RULES,
    *rules_tax.RULES,
    *rules_sums.RULES,
    *rules_days.RULES,
    *rules_identity.RULES,
    *rules_papers.RULES,
    *rules_needs.RULES,
)


def check(case: Case) -> tuple[Finding, ...]:
    """What the rules find, errors first."""
    return run(RULES, case)
