"""How the value of an attribute that stays is rewritten, by its kind: nothing is copied as it stands.

Numbers are read and written anew, within bounds that no measurement passes, with fewer digits than a text of the same
length could hide in. Words stay only when they are known (terms.toml).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from studies.deidentify.tables import terms

_NUMBER = re.compile(r"[+-]?(\d{1,7}(\.\d{0,14})?|\.\d{1,14})([eE][+-]?\d{1,2})?")
_WHOLE = re.compile(r"[+-]?\d{1,6}")
#: kernels: Siemens (B30f, Br40d\3), Canon (FC08), Philips (one to three letters), GE's words
_KERNEL = re.compile(
    r"[A-Z][a-z]?\d{2}[a-z]?|FC\d{2}|STANDARD|SOFT|DETAIL|BONE|LUNG|CHEST|EDGE|[1-5]|[A-D]|YA|YB|YC|YD"
)
_AGE = re.compile(r"(\d{3})([DWMY])")
_MOST = {"US": 2**16, "SS": 2**16, "UL": 2**24, "SL": 2**24}
_NO_LETTERS = 0x2000
#: largest and smallest size of a physical number (b-values, times in ms, positions in mm, concentrations)
_LARGEST, _SMALLEST = 1e7, 1e-9
OLDEST = 89


class NewWords:
    """Stand-ins for unknown code strings: X1, X2, … the same for the same word of one case."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, word: str) -> str:
        return self._known.setdefault(word, f"X{len(self._known) + 1}")

    def __len__(self) -> int:
        return len(self._known)


def as_list(value: Any) -> list[Any]:
    """The values of an element as a list."""
    if value is None or value == "":
        return []
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def decimal_string(value: Any) -> str | None:
    """A DS as it was when it is a plain number in bounds, else None."""
    text = str(getattr(value, "original_string", value)).strip()
    if not _NUMBER.fullmatch(text) or len(text) > 16:
        return None
    number = float(text)
    return text if math.isfinite(number) and abs(number) <= _LARGEST else None


def integer_string(value: Any) -> str | None:
    """An IS of at most six digits, else None."""
    text = str(getattr(value, "original_string", value)).strip()
    return str(int(text)) if _WHOLE.fullmatch(text) else None


def binary_number(vr: str, value: Any, *, several: bool = False) -> int | float | None:
    """A number of a binary kind in bounds; real ones with as many digits as their kind can tell, less some.

    A list of whole numbers could spell a text: each stays below the two bytes of any letter or digit.
    """
    if vr in _MOST:
        number = int(value)
        most = _NO_LETTERS if several and vr in ("US", "SS") else _MOST[vr]
        return number if abs(number) < most else None
    real = float(value)
    if real == 0:
        return 0.0
    if not math.isfinite(real) or not _SMALLEST <= abs(real) <= _LARGEST:
        return None
    return float(f"{real:.6g}" if vr == "FL" else f"{real:.12g}")


def code_string(keyword: str, value: Any, new: NewWords) -> str:
    """A code string that is known, else its stand-in; "" stays ""."""
    text = str(value).strip().upper()
    if not text:
        return ""
    known = terms()
    if keyword == "BodyPartExamined":
        return text if text in known.body_parts else ""
    if keyword == "RescaleType":
        original = str(value).strip()
        return original if original in known.units or text in known.code_strings else ""
    if keyword == "StackID":
        return text if re.fullmatch(r"\d{1,4}", text) else new.of(text)
    if keyword == "ConvolutionKernel":
        original = str(value).strip()
        return original if _KERNEL.fullmatch(original) else new.of(original)
    return text if text in known.code_strings else new.of(text)


def age(value: Any) -> str:
    """An age; over 89 years it reads 090Y."""
    found = _AGE.fullmatch(str(value).strip())
    if not found:
        return ""
    number, unit = int(found[1]), found[2]
    return "090Y" if unit == "Y" and number > OLDEST else f"{number:03d}{unit}"


def description(value: Any) -> str:
    """The known words and short numbers of a description, in their order."""
    kept: list[str] = []
    for token in re.findall(r"[^\W\d_]+\d{0,4}|\d+(?:[.,]\d+)?", str(value)):
        lower = token.lower()
        if lower in terms().words or re.fullmatch(r"\d{1,2}([.,]\d{1,2})?", lower):
            kept.append(token if lower not in ("ct", "mr", "mri", "cta", "mra") else token.upper())
    return " ".join(kept)[:64]


def maker(value: Any) -> str:
    """The manufacturer in its usual form, "" when it isn't a known one."""
    text = str(value).lower()
    return next((name for part, name in terms().makers if part in text or text == part), "")


def time_of(seconds: float) -> str:
    """A DICOM TM of seconds since the first image (never below zero)."""
    micro = max(0, round(seconds * 1e6)) % 86_400_000_000
    whole, rest = divmod(micro, 1_000_000)
    return f"{whole // 3600:02d}{whole // 60 % 60:02d}{whole % 60:02d}.{rest:06d}"
