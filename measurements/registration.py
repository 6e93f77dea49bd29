"""Quick rigid registration of two scans of one patient, for looking at them side by side.

Mattes mutual information on coarse copies, from several starts along the body because two scans seldom begin at the
same level. The result is a proposal: it says how much better the images agree than before, how far it shifts and turns,
and how much of the body both hold; a person accepts it or doesn't.

Limitations: rigid only; breathing, another posture and growth remain. Never geometry of a measurement.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the library's own abbreviation
from numpy.typing import ArrayLike, NDArray

from resources.errors import Cancelled, InputError
from studies.volume import Volume

Progress = Callable[[int, int], None] | None
Check = Callable[[], bool] | None

COARSE_MM, FINE_MM = 10.0, 5.0
#: distance between the starts along the body, and how far they go
START_STEP_MM = 40.0
FURTHEST_MM = 600.0
#: below this share of the smaller scan the overlap says nothing
LEAST_OVERLAP = 0.25
MOST_TURN_DEG = 20.0
SEED = 20261125


@dataclass(frozen=True)
class Rigid:
    """A proposal. `matrix` (4x4) takes points of the fixed scan (LPS mm) to the moving one's.

    `agreement_before` and `agreement` are mutual information (nats, higher is better) with both scans' middles laid on
    each other and with the proposal; `overlap` is the share of the fixed scan that the moving one covers.
    """

    matrix: NDArray[np.float64]
    agreement_before: float
    agreement: float
    overlap: float
    shift_mm: float
    turn_deg: float

    @property
    def gain(self) -> float:
        """How much better the scans agree than with their middles laid on each other."""
        return self.agreement - self.agreement_before


def register(fixed: Volume, moving: Volume, *, progress: Progress = None, cancelled: Check = None) -> Rigid:
    """Find the rigid transform from points of `fixed` to points of `moving`.

    Raises
    ------
    InputError
        When no position was found at which the scans agree better than without registration, or it turns the body
        further than two scans of a lying patient differ.
    Cancelled
        When `cancelled` says so.
    """
    (one, fine_one), (other, fine_other) = _coarse(fixed), _coarse(moving)
    starts = _starts(fixed, moving)
    total = len(starts) + 6

    def look(done: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done, total)

    tried = []
    for done, start in enumerate(starts):
        look(done)
        tried.append((_agreement(one, other, start), done))
    before = _agreement(one, other, _laid(fixed, moving, 0.0))
    best: tuple[float, sitk.Euler3DTransform] | None = None
    for step, (_value, index) in enumerate(sorted(tried, reverse=True)[:3]):
        look(len(starts) + step)
        moved = _refine(one, other, starts[index], cancelled)
        value = _agreement(one, other, moved)
        if best is None or value > best[0]:
            best = (value, moved)
    if best is None:
        raise _not_found()
    look(len(starts) + 4)
    final = _refine(fine_one, fine_other, best[1], cancelled)
    value = _agreement(one, other, final)
    look(total)
    return _checked(one, other, final, before, value)


def _checked(
    one: sitk.Image, other: sitk.Image, final: sitk.Euler3DTransform, before: float, value: float
) -> Rigid:
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(final.GetMatrix()).reshape(3, 3)
    centre = np.array(final.GetCenter())
    matrix[:3, 3] = np.array(final.GetTranslation()) + centre - matrix[:3, :3] @ centre
    turn = math.degrees(math.acos(min(1.0, max(-1.0, (float(np.trace(matrix[:3, :3])) - 1.0) / 2.0))))
    overlap = _overlap(one, other, final)
    if not math.isfinite(value) or value <= 0 or turn > MOST_TURN_DEG or overlap < LEAST_OVERLAP:
        raise _not_found()
    shift = float(np.linalg.norm(np.array(final.GetTranslation())))
    return Rigid(matrix, before, value, overlap, shift, turn)


def _coarse(volume: Volume) -> tuple[sitk.Image, sitk.Image]:
    """Smooth copies of about `COARSE_MM` and `FINE_MM`; CT within soft tissue and bone, so that air and metal don't rule."""
    fine = _shrunk(volume, _factors(np.asarray(volume.spacing_mm, dtype=float), FINE_MM))
    if volume.modality == "CT":
        fine = sitk.Clamp(fine, lowerBound=-500.0, upperBound=700.0)
    return sitk.BinShrink(fine, _factors(np.array(fine.GetSpacing()), COARSE_MM)), fine


def _shrunk(volume: Volume, factors: list[int]) -> sitk.Image:
    """Means of blocks of voxels, taken slab by slab: no second copy of a whole scan is made."""
    columns, rows, slices = (max(1, n // f) for n, f in zip(volume.shape[::-1], factors, strict=True))
    made = np.empty((slices, rows, columns), dtype=np.float32)
    fi, fj, fk = (min(f, n) for f, n in zip(factors, volume.shape[::-1], strict=True))
    for k in range(slices):
        slab = (
            volume.voxels[k * fk : (k + 1) * fk, : rows * fj, : columns * fi].astype(np.float32).mean(axis=0)
        )
        made[k] = slab.reshape(rows, fj, columns, fi).mean(axis=(1, 3))
    image = sitk.GetImageFromArray(made)
    image.SetSpacing([float(s * f) for s, f in zip(volume.spacing_mm, (fi, fj, fk), strict=True)])
    first = volume.index_to_patient(((fk - 1) / 2, (fj - 1) / 2, (fi - 1) / 2))
    image.SetOrigin([float(o) for o in first])
    image.SetDirection([float(d) for d in np.asarray(volume.direction).ravel()])
    return image


def _factors(spacing: NDArray[np.float64], wanted: float) -> list[int]:
    return [max(1, int(f)) for f in np.floor(wanted / spacing + 1e-6)]


def _laid(fixed: Volume, moving: Volume, along_mm: float) -> sitk.Euler3DTransform:
    """The middles on each other, shifted along the body."""
    made = sitk.Euler3DTransform()
    middle = np.asarray(fixed.grid.centre_lps, dtype=float)
    made.SetCenter(middle.tolist())
    offset = np.asarray(moving.grid.centre_lps, dtype=float) - middle + np.array([0.0, 0.0, along_mm])
    made.SetTranslation(offset.tolist())
    return made


def _starts(fixed: Volume, moving: Volume) -> list[sitk.Euler3DTransform]:
    """Positions along the body at which enough of the smaller scan would overlap."""
    tall, short = sorted((_height(fixed), _height(moving)), reverse=True)
    reach = min(FURTHEST_MM, (tall + short) / 2 - LEAST_OVERLAP * short)
    count = int(reach // START_STEP_MM)
    return [_laid(fixed, moving, n * START_STEP_MM) for n in range(-count, count + 1)]


def _height(volume: Volume) -> float:
    last = np.array(volume.shape) - 1
    ends = [
        volume.index_to_patient((k, j, i)) for k in (0, last[0]) for j in (0, last[1]) for i in (0, last[2])
    ]
    return float(np.ptp(np.asarray(ends)[:, 2]))


def _method(one: sitk.Image, share: float) -> sitk.ImageRegistrationMethod:
    method = sitk.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(32)
    method.SetMetricSamplingStrategy(method.REGULAR)
    method.SetMetricSamplingPercentage(share, SEED)
    method.SetInterpolator(sitk.sitkLinear)
    return method


def _agreement(one: sitk.Image, other: sitk.Image, transform: sitk.Transform) -> float:
    """Mutual information (nats) over the overlap, weighed by its share so that a sliver can't win; -1 without one."""
    overlap = _overlap(one, other, transform)
    if overlap < LEAST_OVERLAP / 2:
        return -1.0
    method = _method(one, 0.5)
    method.SetInitialTransform(transform, inPlace=False)
    try:
        return -float(method.MetricEvaluate(one, other)) * math.sqrt(min(1.0, overlap))
    except RuntimeError:  # too few samples within the moving scan
        return -1.0


def _overlap(one: sitk.Image, other: sitk.Image, transform: sitk.Transform) -> float:
    """Share of the smaller scan's height that both cover, from points along the fixed scan's axis."""
    size = one.GetSize()
    middle = [size[0] / 2, size[1] / 2]
    inside = 0
    steps = 64
    for n in range(steps):
        point = one.TransformContinuousIndexToPhysicalPoint([*middle, (size[2] - 1) * n / (steps - 1)])
        index = other.TransformPhysicalPointToContinuousIndex(transform.TransformPoint(point))
        inside += all(-0.5 <= i <= s - 0.5 for i, s in zip(index, other.GetSize(), strict=True))
    return inside / steps


def _refine(
    one: sitk.Image, other: sitk.Image, start: sitk.Euler3DTransform, cancelled: Check
) -> sitk.Euler3DTransform:
    method = _method(one, 0.3)
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=4.0, minStep=0.02, numberOfIterations=60, relaxationFactor=0.6
    )
    method.SetOptimizerScalesFromPhysicalShift()
    made = sitk.Euler3DTransform(start)
    method.SetInitialTransform(made, inPlace=True)
    stopped: list[bool] = []

    def watch() -> None:
        if cancelled is not None and cancelled():
            stopped.append(True)
            method.StopRegistration()

    method.AddCommand(sitk.sitkIterationEvent, watch)
    try:
        method.Execute(one, other)
    except RuntimeError:
        return sitk.Euler3DTransform(start)
    if stopped:
        raise Cancelled
    return made


def _not_found() -> InputError:
    return InputError(
        "The two examinations can't be laid over each other by the computer.",
        "Link them by hand: bring both sides to the same level and choose Link.",
        code="registration",
    )


def moved(rigid: Rigid, point: ArrayLike) -> NDArray[np.float64]:
    """A point of the fixed scan in the moving one."""
    return np.asarray((rigid.matrix @ np.append(np.asarray(point, dtype=float), 1.0))[:3])


__all__ = ["Rigid", "moved", "register"]
