"""The earlier examination as plain values: from a report or from a measurement, onto the draft, and along the vessel.

No Qt and no formula: the differences are worked out by `measurements.growth` (through `desktop.comparisons`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop import comparisons
from desktop.workspaces.aorta import state as st
from governance.canonical import utc_from_text
from governance.earlier import Acknowledged, EarlierExamination, EarlierSource
from governance.report import Revision
from governance.tasks import TaskKey
from measurements.aorta import AortaResult
from measurements.finding import Finding
from measurements.growth import BARS, Differs
from studies.volume import LabelMap, Volume

LARGEST = comparisons.LARGEST
#: figures of the earlier examination that are kept: what is compared, and what is needed to draw its section
KEPT = (LARGEST, "diameter_perpendicular_mm", "area_mm2")
#: condition of a figure whose points were first proposed by a registration with the present examination
POINTS_FROM = "points_from"
REGISTERED = "registration with the present examination"
_OF_ANEW = tuple(f.name for f in fields(st.Anew) if f.name not in ("images", "points_from"))


def of_report(revision: Revision, report_id: str, study_date: str = "") -> st.Earlier | None:
    """The figures of an authorised aorta report; None when it holds none."""
    content = revision.content
    if content.task is not TaskKey.AORTA:
        return None
    found = tuple(f for f in content.findings if f.task == "aorta" and f.level and f.key in KEPT)
    if not any(f.key == LARGEST and f.value is not None for f in found):
        return None
    series = next((f.source.series_instance_uid for f in found if f.source.series_instance_uid), "")
    return st.Earlier(
        study_uid=content.study.study_instance_uid,
        series_uid=series,
        study_date=content.study.study_date or study_date,
        source=EarlierSource.REPORT.value,
        report_id=report_id,
        revision_sha256=revision.digest(),
        findings=found,
        levels_mm=_arcs_of(found),
    )


def _arcs_of(findings: Sequence[Finding]) -> dict[str, float]:
    """Arc lengths of levels, as their findings say them."""
    found: dict[str, float] = {}
    for finding in findings:
        text = dict(finding.conditions).get("arc_mm", "")
        if finding.key == LARGEST and text:
            found[finding.level] = float(text)
    return found


def to_measure(volume: Volume, study_uid: str, study_date: str) -> st.Earlier:
    """An earlier examination of which nothing is measured yet."""
    return st.Earlier(
        study_uid=study_uid,
        series_uid=volume.series.series_instance_uid,
        study_date=study_date or volume.series.study_date,
        source=EarlierSource.MEASURED.value,
        anew=st.Anew(),
    )


def measured(
    earlier: st.Earlier,
    state: st.AortaState,
    result: AortaResult | None,
    findings: Sequence[Finding],
    *,
    images: str,
    points_from: str,
) -> st.Earlier:
    """`earlier` with what its own measurement says by now; `findings` are those of the accepted rows."""
    anew = replace(
        st.Anew(**{name: getattr(state, name) for name in _OF_ANEW}), images=images, points_from=points_from
    )
    if result is None:
        return replace(earlier, findings=(), arcs_mm=(), diameters_mm=(), levels_mm={}, anew=anew)
    figures = result.profile.values(LARGEST)
    known = np.isfinite(figures)
    said = ((POINTS_FROM, points_from),) if points_from else ()
    return replace(
        earlier,
        findings=tuple(replace(f, conditions=(*f.conditions, *said)) for f in findings if f.key in KEPT),
        arcs_mm=tuple(float(a) for a in np.round(result.profile.arc_mm[known], 2)),
        diameters_mm=tuple(float(d) for d in np.round(figures[known], 3)),
        levels_mm=arcs_of(result),
        anew=anew,
    )


def state_of(anew: st.Anew, mask: LabelMap | None) -> st.AortaState:
    """The state of the earlier examination's own workspace, as it was left."""
    return st.AortaState(mask=mask, **{name: getattr(anew, name) for name in _OF_ANEW})


def arcs_of(result: AortaResult) -> dict[str, float]:
    """Arc lengths of the levels of a measurement; maxima lie elsewhere in each examination and are none."""
    found = {}
    for row in st.rows_of(result):
        section = st.section_of(result, row)
        if row not in st.MAXIMA and section is not None and section.arc_mm is not None:
            found[row] = float(section.arc_mm)
    return found


def mapped(arc_mm: ArrayLike, here: Mapping[str, float], there: Mapping[str, float]) -> NDArray[np.float64]:
    """Arc lengths of one line as those of the other, by the levels that both have.

    Between two common levels in proportion, beyond the outer ones millimetre by millimetre; NaN without a common level.

    Parameters
    ----------
    arc_mm : (n,) or a number, along the line of `here`
    here, there : level -> arc length, mm, along either line
    """
    arcs = np.atleast_1d(np.asarray(arc_mm, dtype=np.float64))
    pairs = sorted((here[k], there[k]) for k in here.keys() & there.keys())
    kept: list[tuple[float, float]] = []
    for pair in pairs:  # two levels at one place, or in another order: the first counts
        if not kept or (pair[0] > kept[-1][0] and pair[1] > kept[-1][1]):
            kept.append(pair)
    if not kept:
        return np.full(arcs.shape, np.nan)
    a, b = np.array([p[0] for p in kept]), np.array([p[1] for p in kept])
    inside = np.interp(arcs, a, b)
    return np.where(arcs < a[0], b[0] + arcs - a[0], np.where(arcs > a[-1], b[-1] + arcs - a[-1], inside))


def bars(now: Sequence[Finding], earlier: st.Earlier, now_date: str) -> tuple[str, ...]:
    """What stands in the way of a comparison (edge, method, gating), over all levels that both have.

    Raises
    ------
    ValueError
        As `desktop.comparisons.compared`.
    """
    made = comparisons.compared(
        now, earlier.findings, now_date=now_date, earlier_date=earlier.study_date, acknowledged=False
    )
    found = {d for c in made for d in c.differs if Differs(d) in BARS}
    return tuple(d.value for d in BARS if d.value in found)


def examination(now: Sequence[Finding], earlier: st.Earlier, now_date: str) -> EarlierExamination | None:
    """What the content holds of it: the comparison of the findings of now; None when there is nothing to compare.

    Raises
    ------
    ValueError
        As `desktop.comparisons.compared`.
    """
    if not earlier.findings:
        return None
    accepted = bool(earlier.acknowledged) and set(bars(now, earlier, now_date)) <= set(earlier.acknowledged)
    made = comparisons.compared(
        now, earlier.findings, now_date=now_date, earlier_date=earlier.study_date, acknowledged=accepted
    )
    if not made:
        return None
    said = Acknowledged(earlier.acknowledged, earlier.by, utc_from_text(earlier.at)) if accepted else None
    return comparisons.examination(
        study_uid=earlier.study_uid,
        series_uid=earlier.series_uid,
        study_date=earlier.study_date,
        source=EarlierSource(earlier.source),
        findings=[f for f in earlier.findings if f.key != "area_mm2"],
        made=made,
        report_id=earlier.report_id,
        revision_sha256=earlier.revision_sha256,
        acknowledged=said,
    )


def drawn(earlier: st.Earlier, row: str) -> tuple[Finding, ...]:
    """The figures of a row, from which its section can be drawn again."""
    group = st.group_of(row)
    return tuple(f for f in earlier.findings if f.group == group)
