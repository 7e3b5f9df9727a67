"""All rules together."""

from assay.apps.exportsathi.documents import rules_papers
from assay.apps.exportsathi.documents.rules import Case, Finding, Rule, run

RULES: tuple[Rule, ...] = rules_papers.RULES


def check(case: Case) -> tuple[Finding, ...]:
    """What the rules find, errors first."""
    return run(RULES, case)
