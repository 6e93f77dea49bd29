"""What vendors put in private places: b-values, label and control, scale, dynamic times, Siemens' CSA header.

Sources: the vendors' DICOM conformance statements and the tags that dcm2niix documents. A private element is only
believed when the manufacturer of the image is the one that defines it.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydicom.dataset import Dataset

from studies.headers import Header

SIEMENS, GE, PHILIPS, UIH = "siemens", "ge", "philips", "uih"


def maker_of(header: Header) -> str:
    """``siemens``, ``ge``, ``philips``, ``uih`` or "" by the Manufacturer."""
    text = header.text("manufacturer").lower()
    if "siemens" in text:
        return SIEMENS
    if text.startswith("ge ") or text == "ge" or "general electric" in text:
        return GE
    if text.startswith("uih") or "united imaging" in text:
        return UIH
    return PHILIPS if "philips" in text else ""


def b_value(header: Header, maker: str) -> float | None:
    """Diffusion b-value, s/mm2; None where the image doesn't say."""
    if header.text("modality") != "MR":
        return None
    public = header.double("b_value")
    if public is not None:
        return public
    if maker == SIEMENS:
        stated = header.number("siemens_b")
        if stated is None and "DIFFUSION" in header.texts("image_type"):
            csa = header.raw("csa_image")
            stated = (csa_numbers(csa, "B_value") or (None,))[0] if isinstance(csa, bytes) else None
        return stated
    if maker == GE:
        stated = header.number("ge_b")
        # GE adds 1e9 to mark that the field holds a b-value
        return stated % 1e6 if stated is not None and stated >= 1e6 else stated
    if maker == PHILIPS:
        stated = header.double("philips_b")
        return stated if stated is not None and stated >= 0 else None
    if maker == UIH:
        return header.double("uih_b")
    return None


def component(header: Header, maker: str) -> str:
    """Part of a complex image, from the public element or GE's own."""
    if header.text("modality") != "MR":
        return ""
    public = header.text("complex_component")
    if public or maker != GE:
        return public
    return {0: "", 1: "PHASE", 2: "REAL", 3: "IMAGINARY"}.get(header.unsigned("ge_complex") or 0, "")


def label_of(text: str) -> str:
    """``LABEL``, ``CONTROL`` or ``M0`` of an arterial spin labelling image; "" for anything else."""
    upper = text.strip().upper()
    if upper in ("M_ZERO_SCAN", "M0"):
        return "M0"
    return {"L": "LABEL", "C": "CONTROL", "LABEL": "LABEL", "CONTROL": "CONTROL"}.get(upper, "")


_COMMENT = re.compile(r"(?<![A-Z0-9])(M0|M_ZERO|LABEL|CONTROL)(?=_SCAN|[^A-Z0-9]|$)")


def image_label(header: Header, maker: str, context: str | None = None, comment: str = "") -> str:
    """``LABEL``, ``CONTROL`` or ``M0`` of one image; "" where it isn't said, or said in two ways.

    Siemens' research and later product sequences write it in the comments, where ASLContext may be shifted by one
    image and knows no M0 (seen on XA61): where both speak and differ neither is believed.
    """
    if context is None:
        context = header.text("asl_context") or (header.text("philips_label") if maker == PHILIPS else "")
    stated = label_of(context)
    if maker != SIEMENS:
        return stated
    words = set(_COMMENT.findall((comment or header.text("image_comments")).upper()))
    commented = label_of(words.pop().replace("M_ZERO", "M0")) if len(words) == 1 else ""
    if stated and commented and stated != commented:
        return ""
    return stated or commented


_ASL = re.compile(r"(?<![A-Z])(?:P|C|PC|VS|EP2D_P?C?)?ASL(?![A-Z])|ARTERIAL SPIN")


def says_asl(text: str) -> bool:
    """Whether a description names arterial spin labelling."""
    return bool(_ASL.search(text.upper().replace("_", " ")))


def dynamic_time(header: Header, maker: str) -> float | None:
    """Seconds from the start of a Philips dynamic scan to the image's dynamic."""
    return header.double("philips_dynamic_time") if maker == PHILIPS else None


# ------------------------------------------------------------------------------------------------------------
# From stored to real values


@dataclass(frozen=True, slots=True)
class Values:
    """How stored values become real ones: ``stored * slope + intercept``."""

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""
    scale: float = 0.0
    is_stated: bool = True


def values_of(header: Header, maker: str) -> Values:
    """The rescale of a classic image, from the public rescale or, without one, its real-world value map."""
    slope, intercept = header.number("slope"), header.number("intercept")
    stated = slope is not None or intercept is not None or header.has("modality_lut")
    values = Values(
        1.0 if slope is None else slope, 0.0 if intercept is None else intercept, is_stated=stated
    )
    if header.has("real_world"):
        from studies.frames import read_dataset_of

        items = read_dataset_of(header, pixels=False).get("RealWorldValueMappingSequence")
        values = with_real_world(values, items[0] if items else None)
    if maker == PHILIPS and header.text("modality") == "MR":
        own = header.double("philips_scale_slope")
        if own:
            values = replace(values, scale=values.slope * own)
    return values


def with_real_world(values: Values, item: Dataset | None) -> Values:
    """`values` by a real-world value map (PS3.3 C.7.6.16.2.11) where the rescale says nothing.

    Where both say something and agree, the map gives the unit; where they differ the rescale stays, because every
    other program shows it, and the map isn't used.
    """
    if item is None:
        return values
    slope, intercept = _number(item, "RealWorldValueSlope"), _number(item, "RealWorldValueIntercept")
    if slope is None or intercept is None or slope == 0:
        return values
    units = item.get("MeasurementUnitsCodeSequence") or []
    unit = str(units[0].get("CodeValue") or "") if units else ""
    unit = "" if unit in ("1", "no units", "{no units}") else unit
    is_plain = values.slope == 1.0 and values.intercept == 0.0
    same = math.isclose(values.slope, slope, rel_tol=1e-6) and math.isclose(
        values.intercept, intercept, rel_tol=1e-6, abs_tol=1e-6
    )
    if not values.is_stated or (is_plain and unit):
        return replace(values, slope=slope, intercept=intercept, unit=unit, is_stated=True)
    return replace(values, unit=unit) if same else values


def with_philips_scale(values: Values, item: Dataset | None) -> Values:
    """`values` with the scale of Philips' private group of a frame (2005,140F)."""
    if item is None:
        return values
    own = _number(item, 0x2005100E)
    return replace(values, scale=values.slope * own) if own else values


def _number(item: Dataset, key: str | int) -> float | None:
    value: Any = item.get(key)
    value = getattr(value, "value", value)
    if isinstance(value, bytes):
        if len(value) not in (4, 8):
            return None
        value = struct.unpack("<f" if len(value) == 4 else "<d", value)[0]
    if value is None or isinstance(value, Sequence):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


# ------------------------------------------------------------------------------------------------------------
# Siemens' CSA header


def csa_numbers(data: bytes, wanted: str) -> tuple[float, ...]:
    """Numbers of one element of a Siemens CSA header (formats SV10 and the older one); () when absent."""
    if len(data) < 80:
        return ()
    at = 8 if data[:4] == b"SV10" else 0
    (count,) = struct.unpack_from("<I", data, at)
    at += 8
    for _ in range(min(count, 256)):
        if at + 84 > len(data):
            return ()
        name = data[at : at + 64].split(b"\0")[0].decode("ascii", "replace")
        (items,) = struct.unpack_from("<I", data, at + 76)
        at += 84
        values: list[float] = []
        for _ in range(min(items, 256)):
            if at + 16 > len(data):
                return ()
            (length,) = (
                struct.unpack_from("<I", data, at + 4)
                if data[:4] == b"SV10"
                else struct.unpack_from("<I", data, at)
            )
            at += 16
            if length > len(data) - at:
                return ()
            text = data[at : at + length].split(b"\0")[0].strip()
            at += (length + 3) // 4 * 4
            if name == wanted and text:
                try:
                    values.append(float(text))
                except ValueError:
                    return ()
        if name == wanted:
            return tuple(values)
    return ()
