"""Agreement of two measurements of the same things: Bland-Altman limits with their confidence, repeatability, correlation.

For trainers (a second reading against a first) and for a department's own measurement error. Sources: Bland and Altman,
Lancet 1986;327:307-310 (limits, their standard error) and Stat Methods Med Res 1999;8:135-160 (repeatability from pairs);
Shrout and Fleiss, Psychol Bull 1979;86:420-428 (intraclass correlation, forms 2,1 and 3,1); Carkeet, Optom Vis Sci
2015;92:e71-80 (why exact limits matter below some 30 pairs: here the approximate ones of 1986 are given and said so).

Limitations: one pair a thing; differences are taken as normal and without a trend (the slope against the mean is given so that
a trend is seen).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

FloatArray = NDArray[np.float64]

#: 97.5th percentile of the normal distribution: 95 % limits
NORMAL_95 = float(stats.norm.ppf(0.975))
#: with fewer pairs the limits say nothing
LEAST_PAIRS = 3
#: below this the limits are printed with the remark that they are uncertain (Carkeet 2015)
FEW_PAIRS = 30


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Agreement:
    """Two readings, `second` minus `first`, all in the readings' unit.

    `limits` are the 95 % limits of agreement (bias ± 1.96 SD) with the confidence interval of each. `repeatability` is
    1.96·√2 times the within-subject SD: what two readings differ by in 95 % of cases when there is no bias. `icc_absolute` is
    ICC(2,1), `icc_consistent` ICC(3,1); None where all things are alike. `slope` is that of the differences on the means, with
    its two-sided p.
    """

    n: int
    bias: float
    bias_interval: Interval
    sd: float
    limits: Interval
    lower_interval: Interval
    upper_interval: Interval
    repeatability: float
    icc_absolute: float | None
    icc_consistent: float | None
    slope: float
    slope_p: float
    largest: float
    means: FloatArray
    differences: FloatArray

    @property
    def is_uncertain(self) -> bool:
        """Too few pairs for limits that one would build on."""
        return self.n < FEW_PAIRS

    def to_json(self) -> dict[str, Any]:
        def pair(interval: Interval) -> list[float]:
            return [interval.low, interval.high]

        return {
            "n": self.n,
            "bias": self.bias,
            "bias_interval": pair(self.bias_interval),
            "sd": self.sd,
            "limits": pair(self.limits),
            "lower_interval": pair(self.lower_interval),
            "upper_interval": pair(self.upper_interval),
            "repeatability": self.repeatability,
            "icc_absolute": self.icc_absolute,
            "icc_consistent": self.icc_consistent,
            "slope": self.slope,
            "slope_p": self.slope_p,
            "largest": self.largest,
            "warnings": ["few_pairs"] if self.is_uncertain else [],
        }


def agreement(first: ArrayLike, second: ArrayLike) -> Agreement:
    """Agreement of paired readings.

    Parameters
    ----------
    first, second : (n,) readings of the same things in the same order, three or more

    Raises
    ------
    ValueError
        Unequal numbers, fewer than three pairs, or a reading that is no number.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError("both readings need the same number of values")
    if len(a) < LEAST_PAIRS:
        raise ValueError(f"agreement needs {LEAST_PAIRS} pairs or more")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError("a reading is no number")
    n = len(a)
    differences, means = b - a, (a + b) / 2.0
    bias, sd = float(differences.mean()), float(differences.std(ddof=1))
    t = float(stats.t.ppf(0.975, n - 1))
    half = t * sd / math.sqrt(n)
    limits = Interval(bias - NORMAL_95 * sd, bias + NORMAL_95 * sd)
    # standard error of a limit, Bland and Altman 1986: sqrt(3 s² / n), about
    wide = t * sd * math.sqrt(3.0 / n)
    within = math.sqrt(float((differences**2).mean()) / 2.0)
    absolute, consistent = _icc(a, b)
    spread = float(means.std())
    if spread > 0:
        line = stats.linregress(means, differences)
        slope, slope_p = float(line.slope), float(line.pvalue)
    else:
        slope, slope_p = 0.0, 1.0
    return Agreement(
        n=n,
        bias=bias,
        bias_interval=Interval(bias - half, bias + half),
        sd=sd,
        limits=limits,
        lower_interval=Interval(limits.low - wide, limits.low + wide),
        upper_interval=Interval(limits.high - wide, limits.high + wide),
        repeatability=NORMAL_95 * math.sqrt(2.0) * within,
        icc_absolute=absolute,
        icc_consistent=consistent,
        slope=slope,
        slope_p=slope_p,
        largest=float(np.abs(differences).max()),
        means=means,
        differences=differences,
    )


def _icc(a: FloatArray, b: FloatArray) -> tuple[float | None, float | None]:
    """ICC(2,1) and ICC(3,1) of two readings from the two-way analysis of variance; None when nothing varies."""
    table = np.stack([a, b], axis=1)
    n, k = table.shape
    grand = float(table.mean())
    rows = k * float(((table.mean(axis=1) - grand) ** 2).sum()) / (n - 1)
    columns = n * float(((table.mean(axis=0) - grand) ** 2).sum()) / (k - 1)
    total = float(((table - grand) ** 2).sum())
    error = max(0.0, (total - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1)))
    below_absolute = rows + (k - 1) * error + k * (columns - error) / n
    below_consistent = rows + (k - 1) * error
    if below_absolute <= 0 or below_consistent <= 0:
        return None, None
    return (rows - error) / below_absolute, (rows - error) / below_consistent


@dataclass(frozen=True, eq=False)
class Paired:
    """What two measurements of one study have in common, level by level.

    `names` are those of the pairs, `missing` those that only one of both has.
    """

    names: tuple[str, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]
    missing: tuple[str, ...]


def pair_levels(
    first: Mapping[str, Any], second: Mapping[str, Any], figure: str = "diameter_max_mm"
) -> Paired:
    """The same figure of the same levels and maxima in two outputs of ``measure aorta``.

    Raises
    ------
    ValueError
        An object without levels, or two edges that differ: then the difference isn't an error of reading.
    """
    for each in (first, second):
        if not isinstance(each.get("levels"), list):
            raise ValueError("this is no output of 'measure aorta'")  # noqa: TRY004 - a file's content
    if first.get("edge") != second.get("edge"):
        raise ValueError("the two were measured along another edge (inner, outer)")
    one, other = _figures(first, figure), _figures(second, figure)
    names = [name for name in one if name in other]
    return Paired(
        tuple(names),
        tuple(one[name] for name in names),
        tuple(other[name] for name in names),
        tuple(sorted(set(one) ^ set(other))),
    )


def _figures(found: Mapping[str, Any], figure: str) -> dict[str, float]:
    rows: list[tuple[str, Any]] = [
        (str(row.get("level", "")), row) for row in found["levels"] if isinstance(row, dict)
    ]
    maxima = found.get("maximum")
    if isinstance(maxima, dict):
        rows += [(f"maximum.{name}", row) for name, row in maxima.items() if isinstance(row, dict)]
    values = {name: row.get(figure) for name, row in rows if name}
    return {
        name: float(value)
        for name, value in values.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    }


def over_all(pairs: Sequence[Paired]) -> Paired:
    """Several pairs of measurements (studies, readers) as one."""
    return Paired(
        tuple(f"{number}:{name}" for number, p in enumerate(pairs, 1) for name in p.names),
        tuple(v for p in pairs for v in p.first),
        tuple(v for p in pairs for v in p.second),
        tuple(f"{number}:{name}" for number, p in enumerate(pairs, 1) for name in p.missing),
    )
