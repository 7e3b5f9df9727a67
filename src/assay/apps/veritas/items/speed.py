"""Had everybody time? Read off the answers that are missing at the end.

The items must stand in the order they were presented in. A blank that is followed by an answer is
*omitted*; blanks after the last answer are *not reached*.
"""

from dataclasses import dataclass

import numpy as np

from assay.apps.veritas.items.classical import Bools, Floats

FINISH_SHARE = 0.80
REACH_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Speed:
    """`finished`: share of persons who answered the last item. `reached_three_quarters`: share who came to
    three quarters of the items. `quotient`: of all answers not right, the share not reached.
    `variance_ratio`: variance of the number not reached over that of the scores. `speeded`: by the rule
    below; None where nothing shows it.
    """

    finished: float
    reached_three_quarters: float
    quotient: float
    variance_ratio: float
    speeded: bool | None


def not_reached(blank: Bools) -> Bools:
    """The blanks (persons x items) after each person's last answer. Who answered nothing reached nothing."""
    return np.asarray(np.logical_and.accumulate(blank[:, ::-1], axis=1)[:, ::-1], dtype=np.bool_)


def speededness(blank: Bools, scores: Floats, *, blanks_show: bool = True) -> Speed:
    """How far time ran out. `scores` are 0/1 (NaN not seen), `blank` marks cells without an answer.

    An exam is called unspeeded if everybody (here: 99 %) reaches three quarters of it and 80 % the last
    item: Swineford (1956), Technical manual for users of test analyses, ETS SR-56-42. quotient: Stafford
    (1971), J. Educ. Measurement 8, 275-277. variance_ratio: Gulliksen (1950), Theory of mental tests, ch.
    17. Persons who answered nothing at all are left out: they were not slow, they were not there.
    `blanks_show` is False for 0/1 answers without a single blank, which cannot tell a wrong answer from
    none; then there is nothing to say.
    """
    there = ~blank.all(axis=1)
    nan = float("nan")
    if not blanks_show or not there.any():
        return Speed(nan, nan, nan, nan, None)
    late = not_reached(blank[there])
    n, k = late.shape
    count = late.sum(axis=1)
    finished = float((count == 0).mean())
    reached = float((count <= k - int(np.ceil(REACH_SHARE * k))).mean())
    marks = np.where(late, 0.0, scores[there])
    wrong = (marks < 1).sum()  # omitted and not reached are among them
    totals = np.nansum(marks, axis=1)
    spread = float(totals.var(ddof=1)) if n > 1 else 0.0
    return Speed(
        finished=finished,
        reached_three_quarters=reached,
        quotient=float(count.sum() / wrong) if wrong else 0.0,
        variance_ratio=float(count.var(ddof=1)) / spread if spread > 0 else nan,
        speeded=not (reached >= 0.99 and finished >= FINISH_SHARE),
    )
