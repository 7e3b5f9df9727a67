"""Two published data sets: 1,000 persons on five items of the Law School Admission Test, sections 6 and 7.

Frequencies of the 32 answer patterns 00000, 00001, ..., 11111: Bock, R. D. & Lieberman, M. (1970). Fitting
a response model for n dichotomously scored items. Psychometrika 35, 179-197.
"""

import numpy as np
from numpy.typing import NDArray

SECTION_6 = np.array(
    [
        3,
        6,
        2,
        11,
        1,
        1,
        3,
        4,
        1,
        8,
        0,
        16,
        0,
        3,
        2,
        15,
        10,
        29,
        14,
        81,
        3,
        28,
        15,
        80,
        16,
        56,
        21,
        173,
        11,
        61,
        28,
        298,
    ]
)
SECTION_7 = np.array(
    [
        12,
        19,
        1,
        7,
        3,
        19,
        3,
        17,
        10,
        5,
        3,
        7,
        7,
        23,
        8,
        28,
        7,
        39,
        11,
        34,
        14,
        51,
        15,
        90,
        6,
        25,
        7,
        35,
        18,
        136,
        32,
        308,
    ]
)


def persons(frequencies: NDArray[np.int64]) -> NDArray[np.float64]:
    """Scores (1000 x 5) of one section."""
    patterns = np.array([[int(digit) for digit in f"{number:05b}"] for number in range(32)], dtype=np.float64)
    return np.repeat(patterns, frequencies, axis=0)


def as_csv(frequencies: NDArray[np.int64]) -> str:
    rows = ["Item 1,Item 2,Item 3,Item 4,Item 5"]
    rows += [",".join(str(int(score)) for score in row) for row in persons(frequencies)]
    return "\n".join(rows) + "\n"
