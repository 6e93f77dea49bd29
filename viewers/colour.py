"""From values to colours: window and level as one table look-up, colour tables, presets; no Qt.

A table of 65,536 colours is built so that the unsigned view of a 16-bit value is its index (specs/viewers.md
section 3); a drag of window or level rebuilds the table (0.1 ms) and looks the slice up again. Functions of
window and level are those of DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3.

Limitations: `float32` pictures are quantised to 65,535 codes over a display range, for display only; a probe
reads the Volume.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

import resources
from studies.volume import TimeSeries, Volume

FloatArray = NDArray[np.float64]

HERE = Path(__file__).resolve().parent

#: code of a value that is no number in a quantised float picture
NAN_CODE = 65535
#: narrowest window that a drag, a preset or a rectangle may give, by unit: a CT has whole HU
MINIMUM_WIDTH = 1.0
#: a window of the file in which less of the values of all time points lie shows nothing of them
LEAST_INSIDE = 0.02
#: time points that a window for all of them is taken from
MOST_POINTS = 16


@functools.cache
def colour_table(name: str) -> NDArray[np.uint32]:
    """256 colours 0xFFrrggbb: ``grey``, ``grey_inverted`` or one of colour_tables.toml; KeyError for another."""
    ramp = np.arange(256)
    if name in ("grey", "grey_inverted"):
        table = (0xFF000000 | ramp << 16 | ramp << 8 | ramp).astype(np.uint32)
        return table[::-1].copy() if name == "grey_inverted" else table
    text = tomllib.loads((HERE / "colour_tables.toml").read_text(encoding="utf-8"))[name]
    rgb = np.frombuffer(bytes.fromhex(text), np.uint8).reshape(256, 3).astype(np.int64)
    return (0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class MapRange:
    """Fixed colours of a known kind of map, so that patients and visits compare (specs/viewers.md 7.6)."""

    table: str
    low: float
    high: float
    decimals: int


def maps_range(description: str, unit: str = "") -> MapRange | None:
    """The fixed range of the map that a description names (``CBF``, ``Ktrans`` …), None for one that isn't known.

    Ranges stand in the theme's tokens and may be changed by a department. A map whose own unit differs from that of the
    range gets none: 0 to 100 mL means nothing for a map without a scale.
    """
    words = set(re.split(r"[^a-z0-9*]+", description.casefold()))
    for name, (table, low, high, of) in resources.tokens()["palette"]["map_defaults"].items():
        if name not in words or not all(isinstance(v, int | float) for v in (low, high)):
            continue
        if unit not in ("", "1") and unit.casefold() != str(of).casefold():
            return None
        return MapRange(
            str(table), float(low), float(high), 0 if high - low >= 20 else 1 if high - low >= 2 else 2
        )
    return None


def shade(values: NDArray[Any], window: float, level: float, shape: str = "linear") -> NDArray[np.float64]:
    """Brightness 0…1 of values under a window and level.

    Parameters
    ----------
    shape : ``linear`` (PS3.3 C.11.2.1.2.1), ``linear_exact`` (C.11.2.1.3.2) or ``sigmoid`` (C.11.2.1.3.1)

    Raises
    ------
    ValueError
        For a width below the standard's minimum (1 for linear, above 0 for the others) or another shape.
    """
    x = np.asarray(values, dtype=np.float64)
    if shape == "linear":
        if window < 1:
            raise ValueError("a linear window is at least 1 wide")
        if window == 1:  # the standard's two conditions leave nothing in between
            return np.where(x <= level - 0.5, 0.0, 1.0)
        return np.clip((x - (level - 0.5)) / (window - 1.0) + 0.5, 0.0, 1.0)
    if window <= 0:
        raise ValueError("a window is wider than 0")
    if shape == "linear_exact":
        return np.clip((x - level) / window + 0.5, 0.0, 1.0)
    if shape == "sigmoid":
        # beyond ±700 the exponential overflows while the result is 0 or 1 anyway
        return 1.0 / (1.0 + np.exp(np.clip(-4.0 * (x - level) / window, -700.0, 700.0)))
    raise ValueError(f"{shape!r} isn't a VOI LUT function")


@dataclass(frozen=True, slots=True)
class Look:
    """How values become colours; everything that the table depends on."""

    window: float
    level: float
    invert: bool = False
    table: str = "grey"
    shape: str = "linear"
    #: values from…to that mean that there is no image: black, whatever the window; None: no such values
    padding: tuple[float, float] | None = None


def padding_of(volume: Volume | TimeSeries) -> tuple[float, float] | None:
    """The values, from…to, that the file says are no image (PS3.3 C.7.5.1.1.2); None without any."""
    extra = volume.series.extra
    try:
        return float(extra["padding_from"]), float(extra["padding_to"])
    except (KeyError, ValueError):
        return None


def without_padding(values: NDArray[Any], volume: Volume | TimeSeries) -> NDArray[Any]:
    """The finite values that are image, flat."""
    flat = values[np.isfinite(values)]
    padding = padding_of(volume)
    if padding is None:
        return flat
    image = flat[(flat < padding[0]) | (flat > padding[1])]
    return image if image.size else flat


def _blacken(table: NDArray[np.uint32], values: NDArray[Any], look: Look) -> NDArray[np.uint32]:
    if look.padding is not None:
        table[(values >= look.padding[0]) & (values <= look.padding[1])] = 0xFF000000
    return table


def _codes_to_colours(values: NDArray[Any], look: Look) -> NDArray[np.uint32]:
    width = max(look.window, MINIMUM_WIDTH) if look.shape == "linear" else max(look.window, 1e-9)
    bright = shade(values, width, look.level, look.shape)
    index = np.rint(bright * 255.0).astype(np.intp)
    return colour_table(look.table)[255 - index if look.invert else index]


@functools.lru_cache(maxsize=16)
def integer_lut(look: Look, signed: bool) -> NDArray[np.uint32]:
    """The 65,536 colours of int16 (by its unsigned view) or uint16 values."""
    values = np.arange(65536, dtype=np.int64)
    if signed:
        values[32768:] -= 65536
    return _blacken(_codes_to_colours(values, look), values, look)


@functools.lru_cache(maxsize=16)
def code_lut(look: Look, low: float, high: float) -> NDArray[np.uint32]:
    """The colours of the codes of `float_codes`; code 65,535 (no number) is transparent black."""
    codes = np.arange(65536, dtype=np.float64)
    scale = (high - low) / (NAN_CODE - 1) or 1.0
    # a map's window may be far narrower than 1: 'linear' is defined from 1 up, the exact form for any width
    exact = Look(
        look.window,
        look.level,
        look.invert,
        look.table,
        "sigmoid" if look.shape == "sigmoid" else "linear_exact",
    )
    values = low + codes * scale
    table = _codes_to_colours(values, exact)
    if look.padding is not None:  # a code stands for a step of values: half a step to both sides
        padding = (look.padding[0] - scale / 2, look.padding[1] + scale / 2)
        table = _blacken(table, values, replace(look, padding=padding))
    table[NAN_CODE] = 0xFF000000
    return table


def float_codes(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint16]:
    """Values quantised to 0…65,534 over [low, high]; what isn't a number becomes 65,535."""
    scale = (NAN_CODE - 1) / (high - low) if high > low else 0.0
    with np.errstate(invalid="ignore"):
        codes = np.clip((values.astype(np.float64) - low) * scale, 0, NAN_CODE - 1)
    return np.where(np.isfinite(values), np.rint(np.nan_to_num(codes)), NAN_CODE).astype(np.uint16)


def paint_values(
    values: NDArray[Any], look: Look, value_range: tuple[float, float], out: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Colours 0xFFrrggbb of a 2D picture, written to `out` (same shape, C-contiguous) and returned."""
    if values.dtype == np.int16:
        return np.take(integer_lut(look, True), values.view(np.uint16), out=out, mode="clip")
    if values.dtype in (np.uint16, np.uint8):
        return np.take(integer_lut(look, False), values, out=out, mode="clip")
    codes = float_codes(values, *value_range)
    return np.take(code_lut(look, *value_range), codes, out=out, mode="clip")


# ---------------------------------------------------------------- presets


@dataclass(frozen=True, slots=True)
class Preset:
    """A named window: fixed (`width`, `level`) or a `rule` on the data."""

    modality: str
    key: str
    names: dict[str, str]
    width: float | None = None
    level: float | None = None
    rule: str = ""
    over: str = "body"
    low: float = 0.0
    high: float = 100.0

    def name(self, language: str) -> str:
        return self.names.get(language, self.names["en"])


@functools.cache
def presets(modality: str) -> tuple[Preset, ...]:
    """Presets of a modality in menu order; for one without a table, the rules on the data (as MR)."""
    tables = tomllib.loads((HERE / "presets.toml").read_text(encoding="utf-8"))
    rows = tables.get(modality, tables["MR"])
    found = []
    for row in rows:
        given = dict(row)
        names = given.pop("name")
        found.append(Preset(modality=modality, names=names, **given))
    return tuple(found)


def preset_of_key(modality: str, key: str) -> Preset | None:
    return next((p for p in presets(modality) if p.key == key), None)


def body_sample(volume: Volume) -> NDArray[Any]:
    """Finite values above air (Otsu) on every fourth voxel of each axis; all of them when nothing is above."""
    steps = tuple(slice(None, None, 4 if n > 16 else 1) for n in volume.shape)
    values = without_padding(volume.voxels[steps], volume)
    if values.size == 0:
        return np.zeros(1, dtype=np.float64)
    if volume.modality == "CT":
        return values
    is_above = values > _otsu(values)
    above, below = values[is_above], values[~is_above]
    if above.size and below.size and above.min() == above.max() and below.min() < below.max():
        return below  # one value far above all others is a label or a filling, not tissue
    return above if above.size else values


def _otsu(values: NDArray[Any]) -> float:
    """The threshold of largest between-class variance on a 256-bin histogram."""
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return low
    counts = ndimage.histogram(values, low, high, 256).astype(np.float64)
    middles = low + (np.arange(256) + 0.5) * (high - low) / 256
    below = np.cumsum(counts)
    total, mean = below[-1], np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (mean[-1] * below / total - mean) ** 2 / (below * (total - below))
    upper_edge = int(np.nanargmax(variance[:-1])) + 1
    return low + upper_edge * (high - low) / 256


def window_of_range(low: float, high: float) -> tuple[float, float]:
    """(width, level) whose shown range is low…high."""
    return max(high - low, 1e-6), (high + low) / 2.0


def apply_preset(
    preset: Preset, volume: Volume, slice_values: NDArray[Any] | None = None
) -> tuple[float, float]:
    """(width, level) that a preset gives for this volume."""
    if preset.width is not None and preset.level is not None:
        return float(preset.width), float(preset.level)
    if preset.rule == "full":
        return window_of_range(*image_range(volume))
    sample = body_sample(volume)
    if preset.over == "slice" and slice_values is not None:
        finite = without_padding(slice_values, volume)
        sample = finite if finite.size else sample
    high = float(np.percentile(sample, preset.high))
    low = 0.0 if preset.rule == "zero_to" else float(np.percentile(sample, preset.low))
    return window_of_range(low, high)


def image_range(volume: Volume) -> tuple[float, float]:
    """Smallest and largest value that is image: padding doesn't count."""
    if padding_of(volume) is None:
        return volume.value_range
    ends = [
        (float(kept.min()), float(kept.max()))
        for kept in (without_padding(slice_values, volume) for slice_values in volume.voxels)
        if kept.size
    ]
    return (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else volume.value_range


def first_window_over_time(series: TimeSeries) -> tuple[float, float]:
    """(width, level) of a time series: the same at every time point, so that a change of value is seen as one.

    The file's first pair, else the modality's first preset on a sample of all points.
    """
    count = series.voxels.shape[0]
    points = [
        series.at(int(t)) for t in np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).round())
    ]
    if series.series.windows and series.series.windows[0][1] >= MINIMUM_WIDTH:
        centre, width = series.series.windows[0]
        inside = [np.abs(body_sample(point) - centre) <= width / 2 for point in points]
        if series.modality == "CT" or float(np.mean(np.concatenate(inside))) >= LEAST_INSIDE:
            return float(width), float(centre)
    found = [apply_preset(presets(series.modality)[0], point) for point in points]
    low = min(level - width / 2 for width, level in found)
    high = max(level + width / 2 for width, level in found)
    return window_of_range(low, high)


def first_window(volume: Volume) -> tuple[float, float]:
    """(width, level) a volume opens with: the file's first pair, else the modality's first preset."""
    if volume.series.windows:
        centre, width = volume.series.windows[0]
        if width >= MINIMUM_WIDTH:
            return float(width), float(centre)
    return apply_preset(presets(volume.modality)[0], volume)


def window_of_region(values: NDArray[Any]) -> tuple[float, float] | None:
    """Level = median, width = P2…P98, at least 10 for whole numbers; None without values (section 7.4)."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return None
    low, middle, high = (float(v) for v in np.percentile(finite, [2, 50, 98]))
    least = 10.0 if finite.dtype.kind in "iu" else max((high - low) * 0.01, 1e-6)
    return max(high - low, least), middle
